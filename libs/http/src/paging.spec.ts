import { decodeCursor, encodeCursor, pageOf } from './paging.js';

describe('a page', () => {
  const rows = [1, 2, 3].map((id) => ({ id }));
  it('names the next page where there is one more row', () => {
    const page = pageOf(rows, 2, ({ id }) => ['a', id]);
    expect(page.items).toEqual([{ id: 1 }, { id: 2 }]);
    expect(decodeCursor(page.next!, 2)).toEqual(['a', 2]);
  });
  it('is the last where there is none', () => expect(pageOf(rows, 3, ({ id }) => [id]).next).toBeNull());
  it('may be empty', () => expect(pageOf([], 3, () => [])).toEqual({ items: [], next: null }));
});

describe('a cursor', () => {
  it('keeps texts of any script, numbers and null', () => {
    const values = ['Şükrü/+=', 1.5, null, true];
    expect(decodeCursor(encodeCursor(values), 4)).toEqual(values);
  });
  it('is refused when its values do not fit their columns', () => {
    const isNumber = ([value]: unknown[]) => typeof value === 'number';
    expect(decodeCursor(encodeCursor([1]), 1, isNumber)).toEqual([1]);
    expect(() => decodeCursor(encodeCursor(['a']), 1, isNumber)).toThrow('validation-failed');
  });
  it.each([
    ['not base64url', '***'],
    ['not JSON', Buffer.from('{').toString('base64url')],
    ['no list', encodeCursor({} as never)],
    ['a list in the list', encodeCursor([[1]] as never)],
    ['another number of values', encodeCursor([1, 2])],
    ['a character that no database holds', encodeCursor(['a\u0000'])],
    ['far too long', 'a'.repeat(2_001)],
  ])('is refused when it is %s', (_, text) => {
    expect(() => decodeCursor(text, 1)).toThrow(
      expect.objectContaining({ code: 'validation-failed', errors: [expect.objectContaining({ pointer: '?cursor' })] }),
    );
  });
});
