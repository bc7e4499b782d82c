import { withMidl, round, solved, reviewersOf, brokenRules, optimumByHighs, midl } from '../../test/assigning.js';
import type { AssignmentRequest, Pair } from './request.js';

describe('assigning reviewers: the sum', () => {
  test.each([1, 2, 3, 4, 5, 6])('is the optimum that HiGHS finds (round %i)', async (seed) => {
    const request = round(24 + seed, 20, 5, seed, 0.15);
    const { report, pairs } = solved({ ...request, gap: 0 });
    expect(report.bound).toBeCloseTo(await optimumByHighs(request), 6);
    expect(report.sum).toBeCloseTo(report.bound, 6);
    expect(brokenRules(request, pairs)).toEqual([]);
  });

  withMidl('is the optimum that HiGHS finds on the MIDL round, and negative affinities do no harm', async () => {
    const { report } = solved({ ...midl(), effort: 0 });
    expect(report.bound).toBeCloseTo(await optimumByHighs(midl()), 5);
    expect(report.bound).toBeCloseTo(150.043126, 6);
    expect(report.sum).toBeCloseTo(report.bound, 9);
  });

  test('is given up for the worst application by no more than the gap allows, and by nothing at gap 0', () => {
    const request = round(60, 30, 6, 3);
    for (const gap of [0, 0.002, 0.01, 0.05]) {
      const { report } = solved({ ...request, gap });
      expect(report.gap).toBeLessThanOrEqual(gap + 1e-12);
      expect(report.gap).toBeCloseTo((report.bound - report.sum) / report.bound, 12);
    }
  });
});

describe('assigning reviewers: the worst application', () => {
  withMidl('reaches 0.60 on the MIDL round at a sum of 147.9, whatever the seed', () => {
    for (const seed of [1, 2, 3]) {
      const { report, pairs } = solved({ ...midl(), seed });
      expect(report.worst).toBeGreaterThanOrEqual(0.6);
      expect(report.sum).toBeGreaterThanOrEqual(147.9);
      expect([report.loadMin, report.loadMax]).toEqual([2, 2]);
      expect(brokenRules(midl(), pairs)).toEqual([]);
    }
  });

  test('is lifted, and never by more than a wider gap would allow', () => {
    const request = round(80, 40, 6, 11);
    const plain = solved({ ...request, effort: 0 }).report;
    const narrow = solved({ ...request, gap: 0.001 }).report;
    const wide = solved({ ...request, gap: 0.02 }).report;
    expect(narrow.worst).toBeGreaterThan(plain.worst);
    expect(wide.worst).toBeGreaterThanOrEqual(narrow.worst);
    expect(wide.worst).toBeLessThanOrEqual(wide.ceiling);
  });

  test('cannot be lifted where nobody knows its field: the worst of the others is lifted then', () => {
    const request = round(60, 40, 5, 5);
    const affinity = request.affinity.map((row) => row.map((value, a) => (a === 0 ? 0 : value && value ** 6)));
    const second = (pairs: readonly Pair[]): number => {
      const totals = request.applications.map(({ id }, a) =>
        reviewersOf(pairs, id).reduce((sum, r) => sum + affinity[Number(r.slice(1))]![a]!, 0),
      );
      return totals.sort((a, b) => a - b)[1]!;
    };
    const plain = solved({ ...request, affinity, effort: 0 });
    const lifted = solved({ ...request, affinity, gap: 0.03 });
    expect(lifted.report.worst).toBe(0);
    expect(second(lifted.pairs)).toBeGreaterThan(second(plain.pairs));
  });
});

describe('assigning reviewers: ties', () => {
  const tied: AssignmentRequest = {
    ...round(12, 12, 3),
    affinity: Array.from({ length: 12 }, () => Array.from({ length: 12 }, () => 1)),
  };
  test('fall the same way with the same seed', () => {
    expect(solved({ ...tied, seed: 42 })).toEqual(solved({ ...tied, seed: 42 }));
  });
  test('fall another way with another seed', () => {
    expect(solved({ ...tied, seed: 42 }).pairs).not.toEqual(solved({ ...tied, seed: 43 }).pairs);
  });
});
