import { etag, requireMatch } from './etag.js';

describe('a change of revision 3', () => {
  it.each(['"3"', ' "3" ', '"2", "3"', '*'])('passes with If-Match %s', (header) =>
    expect(() => requireMatch(header, 3)).not.toThrow(),
  );
  it.each(['"2"', '3', 'W/"3"', '"33"'])('is refused with If-Match %s', (header) =>
    expect(() => requireMatch(header, 3)).toThrow(expect.objectContaining({ code: 'precondition-failed' })),
  );
  it.each([undefined, ''])('is refused without If-Match', (header) =>
    expect(() => requireMatch(header, 3)).toThrow(expect.objectContaining({ code: 'precondition-required' })),
  );
  it('has a strong tag', () => expect(etag(3)).toBe('"3"'));
});
