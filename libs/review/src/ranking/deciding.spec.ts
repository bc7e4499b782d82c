import { compareFunding, fund, type Asking } from './budget.js';
import { drawLots } from './lot.js';
import { percentile, voteScore } from './percentile.js';

describe('the percentile', () => {
  const base = Array.from({ length: 25 }, (_, i) => 10 + 2 * i);
  test('is 100 (k − 0.5) / N, rounded up', () => {
    expect(percentile(10, base, 'least')).toBe(2);
    expect(percentile(12, base, 'least')).toBe(6);
    expect(percentile(58, base, 'least')).toBe(98);
    expect(percentile(58, base, 'most')).toBe(2);
  });
  test('averages ties', () => {
    expect(percentile(10, [10, 10, ...base.slice(2)], 'least')).toBe(4);
  });
  test('is not given on a base of 24, and is on one of 25', () => {
    expect(percentile(10, base.slice(0, 24), 'least')).toBeNull();
    expect(percentile(10, base, 'least')).not.toBeNull();
  });
});

describe('the vote', () => {
  test('is the mean to one decimal, times ten', () => {
    expect(voteScore([1, 2, 2])).toBe(17);
    expect(voteScore([2, 3])).toBe(25);
    expect(voteScore([9, 9, 9])).toBe(90);
  });
  test('is nothing where nobody voted', () => expect(voteScore([])).toBeNull());
});

describe('the lot', () => {
  const bubble = ['A7', 'A3', 'A9', 'A1'];
  test('can be repeated by anybody with the published seed, in whatever order the applications are given', () => {
    expect(drawLots(bubble, 20261122)).toEqual(drawLots([...bubble].reverse(), 20261122));
    expect([...drawLots(bubble, 20261122)].sort()).toEqual([...bubble].sort());
  });
  test('is fair: each is drawn first about equally often', () => {
    const first = new Map<string, number>();
    for (let seed = 0; seed < 4000; seed++) {
      const one = drawLots(bubble, seed)[0]!;
      first.set(one, (first.get(one) ?? 0) + 1);
    }
    for (const application of bubble) expect(Math.abs(first.get(application)! - 1000)).toBeLessThan(120);
  });
});

describe('the budget slider', () => {
  const order: Asking[] = [
    { application: 'A', asked: 50_000 },
    { application: 'B', asked: 40_000, least: 25_000 },
    { application: 'C', asked: 10_000 },
  ];
  test('funds in full what fits exactly, and stops one cent below', () => {
    expect(fund(order, { budget: 90_000, atTheLine: 'stop' })).toMatchObject({ left: 0, line: 2 });
    expect(fund(order, { budget: 89_999, atTheLine: 'stop' })).toMatchObject({ left: 39_999, line: 1 });
  });
  test('funds in part where the least fits, and not one cent below it', () => {
    const part = fund(order, { budget: 75_000, atTheLine: 'part' });
    expect(part.funded[1]).toEqual({ application: 'B', amount: 25_000, inFull: false });
    expect(part.left).toBe(0);
    expect(fund(order, { budget: 74_999, atTheLine: 'part' }).funded).toHaveLength(1);
  });
  test('goes on to those that fit only where the rule says so', () => {
    const funded = (atTheLine: 'stop' | 'skip'): string[] =>
      fund(order, { budget: 60_000, atTheLine }).funded.map((one) => one.application);
    expect(funded('stop')).toEqual(['A']);
    expect(funded('skip')).toEqual(['A', 'C']);
  });
  test('says what changes when the slider moves', () => {
    const before = fund(order, { budget: 75_000, atTheLine: 'part' });
    const after = fund(order, { budget: 100_000, atTheLine: 'part' });
    expect(compareFunding(before, after)).toEqual({
      gained: ['C'],
      lost: [],
      otherAmount: [{ application: 'B', before: 25_000, after: 40_000 }],
    });
  });
  test('knows no fractions of a cent', () => {
    expect(() => fund([{ application: 'A', asked: 0.5 }], { budget: 1, atTheLine: 'stop' })).toThrow(RangeError);
  });
});
