import { isDue, publishedAfterwards, publishedKeys, signingKey } from './signing-key.js';

const keys = [
  { kid: 'new', signsFrom: 2_000_000 },
  { kid: 'old', signsFrom: 1_000_000 },
];
const kids = (now: number) => publishedKeys(keys, now).map(({ kid }) => kid);

describe('signing keys', () => {
  it('sign until the next one does', () => {
    expect(signingKey(keys, 1_999_999)?.kid).toBe('old');
    expect(signingKey(keys, 2_000_000)?.kid).toBe('new');
    expect(signingKey(keys, 999_999)).toBeUndefined();
  });
  it('are published before they sign, and until their last tokens have expired', () => {
    expect(kids(1_000_001)).toEqual(['old', 'new']);
    expect(kids(2_000_000 + publishedAfterwards - 1)).toEqual(['old', 'new']);
    expect(kids(2_000_000 + publishedAfterwards)).toEqual(['new']);
  });
  it('outlive the ten minutes of a token', () => expect(publishedAfterwards).toBeGreaterThan(600_000));
  it('are due when there is none, and when the newest has signed long enough', () => {
    expect(isDue([], 500, 0)).toBe(true);
    expect(isDue(keys, 500, 2_000_499)).toBe(false);
    expect(isDue(keys, 500, 2_000_500)).toBe(true);
  });
});
