import { changed, sameFacts } from './catalogue.js';

describe('a change of the catalogue', () => {
  const present = {
    title: 'T',
    code: null as string | null,
    at: new Date(0),
    terms: ['a', 'b'],
    table: { x: 1 } as object,
  };

  it('that says what is so already is none', () => {
    expect(changed(present, {})).toBeNull();
    expect(
      changed(present, { title: 'T', code: null, at: new Date(0), terms: ['b', 'a'], table: { x: 1 } }),
    ).toBeNull();
  });
  it.each([
    { title: 'U' },
    { code: 'C' },
    { at: new Date(1) },
    { terms: ['a'] },
    { terms: ['a', 'c'] },
    { table: {} },
    { table: { x: 2 } },
  ])('is one when it says %j', (change) => {
    expect(changed(present, change)).toEqual({ ...present, ...change });
  });
  it('leaves what it does not speak of', () => {
    expect(changed(present, { title: 'U', code: undefined as never })).toEqual({ ...present, title: 'U' });
  });
  it('is told only where a told fact differs', () => {
    expect(sameFacts({ title: 'T', code: null }, { title: 'T', code: null })).toBe(true);
    expect(sameFacts({ title: 'T', code: null }, { title: 'T', code: 'C' })).toBe(false);
  });
});
