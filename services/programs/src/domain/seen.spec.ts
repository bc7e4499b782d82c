import { SeenSet } from './seen.js';

describe('the set of ids already seen in a file', () => {
  it('takes each id once', () => {
    const seen = new SeenSet();
    expect(seen.add('enr-1')).toBe(true);
    expect(seen.add('enr-1')).toBe(false);
    expect(seen.has('enr-1')).toBe(true);
    expect(seen.has('enr-2')).toBe(false);
  });

  it('confuses none of 300,000 similar ids, having been made too small', () => {
    const seen = new SeenSet(10);
    for (let i = 0; i < 300_000; i++) if (!seen.add(`enr-${i}`)) throw new Error(`enr-${i} was taken for another`);
    expect(seen.size).toBe(300_000);
    for (let i = 0; i < 300_000; i++) if (!seen.has(`enr-${i}`)) throw new Error(`enr-${i} was lost`);
    for (let i = 0; i < 300_000; i++) if (seen.has(`enr_${i}`)) throw new Error(`enr_${i} was never added`);
  });

  it('tells the empty text, other scripts and swapped letters apart', () => {
    const seen = new SeenSet();
    for (const id of ['', 'ab', 'ba', 'Ñáñez', 'Nanez', '山田', '田山', '\u0000']) expect(seen.add(id)).toBe(true);
  });
});
