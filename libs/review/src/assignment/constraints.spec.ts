import { round, solved, refused, brokenRules } from '../../test/assigning.js';
import type { AssignmentRequest } from './request.js';

/** Tries every assignment of two reviewers each. */
function bestByHand(request: AssignmentRequest): number {
  const m = request.reviewers.length;
  let best = -Infinity;
  const load = new Array<number>(m).fill(0);
  const apart = (r: number, q: number): boolean =>
    request.apart!.some((pair) => pair.includes(`R${r}`) && pair.includes(`R${q}`));
  const go = (a: number, sum: number): void => {
    if (a === request.applications.length) {
      best = Math.max(best, sum);
      return;
    }
    for (let r = 0; r < m; r++) {
      for (let q = r + 1; q < m; q++) {
        if (apart(r, q) || load[r]! >= 2 || load[q]! >= 2) continue;
        load[r]!++;
        load[q]!++;
        go(a + 1, sum + request.affinity[r]![a]! + request.affinity[q]![a]!);
        load[r]!--;
        load[q]!--;
      }
    }
  };
  go(0, 0);
  return best;
}

describe('hard constraints', () => {
  test('hold together: conflicts, refusals, pins, people apart, kinds, capacity', () => {
    for (const seed of [1, 2, 3, 4]) {
      const base = round(40, 30, 5, seed, 0.1);
      const request: AssignmentRequest = {
        ...base,
        reviewers: base.reviewers.map((reviewer, r) => ({ ...reviewer, kinds: r % 3 === 0 ? ['statistician'] : [] })),
        applications: base.applications.map((application) => ({
          ...application,
          needs: [{ kind: 'statistician', atLeast: 1 }],
        })),
        apart: [
          ['R1', 'R2'],
          ['R3', 'R6'],
          ['R3', 'R9'],
          ['R12', 'R13'],
          ['R20', 'R21'],
          ['R21', 'R22'],
        ],
        refusals: [
          { reviewer: 'R5', application: 'A5' },
          { reviewer: 'R6', application: 'A5' },
        ],
        conflicts: [{ reviewer: 'R7', application: 'A7' }],
        pinned: [0, 1, 2, 3].flatMap((a) => {
          const r = base.reviewers.find((_, i) => i > 7 && i < 12 && base.affinity[i]![a] !== null)!;
          return [{ reviewer: r.id, application: `A${a}` }];
        }),
      };
      const { pairs, report } = solved(request);
      expect(brokenRules(request, pairs)).toEqual([]);
      expect(report.gap).toBeLessThanOrEqual(0.015);
    }
  });

  test('one statistician on each application, nobody asked for more than that', () => {
    const base = round(10, 12, 3, 2, 0);
    const affinity = base.affinity.map((row, r) => row.map((value) => (r < 4 ? 0 : value)));
    const reviewers = base.reviewers.map((reviewer, r) => ({ ...reviewer, kinds: r < 4 ? ['statistician'] : [] }));
    const applications = base.applications.map((a) => ({ ...a, needs: [{ kind: 'statistician', atLeast: 1 }] }));
    const { pairs } = solved({ ...base, affinity, reviewers, applications, gap: 0 });
    const statisticians = pairs.filter((pair) => Number(pair.reviewer.slice(1)) < 4).length;
    expect(statisticians).toBeGreaterThanOrEqual(10);
    expect(solved({ ...base, affinity, reviewers }).pairs.length).toBe(30);
  });

  test('one person may count for two kinds where the places do not suffice otherwise', () => {
    const base = round(1, 3, 1, 2, 0);
    const reviewers = [
      { id: 'R0', capacity: 1, kinds: ['student', 'statistician'] },
      { id: 'R1', capacity: 1 },
      { id: 'R2', capacity: 1 },
    ];
    const needs = [
      { kind: 'student', atLeast: 1 },
      { kind: 'statistician', atLeast: 1 },
    ];
    const { pairs } = solved({ ...base, reviewers, applications: [{ id: 'A0', needs }] });
    expect(pairs).toHaveLength(3);
    const more = [...needs, { kind: 'pharmacist', atLeast: 1 }];
    expect(refused({ ...base, reviewers, applications: [{ id: 'A0', needs: more }] }).reasons).toEqual([
      { code: 'needs-reviews', application: 'A0', reviews: 1, kind: 'pharmacist' },
    ]);
  });

  test('who counts as from outside depends on the application', () => {
    const base = round(6, 8, 4, 3, 0);
    const applications = base.applications.map((application, a) => ({
      ...application,
      needs: [
        { kind: 'outside', atLeast: 2, reviewers: base.reviewers.map((r) => r.id).filter((_, r) => r % 2 === a % 2) },
      ],
    }));
    const request = { ...base, applications };
    expect(brokenRules(request, solved(request).pairs)).toEqual([]);
  });

  test('keeping people apart is exact on a small round: the best of all assignments is found', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const base = round(3, 5, 2, seed, 0);
      const request: AssignmentRequest = {
        ...base,
        reviews: 2,
        apart: [
          ['R0', 'R1'],
          ['R2', 'R3'],
        ],
        gap: 0,
      };
      const { report, pairs } = solved(request);
      expect(brokenRules(request, pairs)).toEqual([]);
      expect(report.sum).toBeCloseTo(bestByHand(request), 9);
      expect(report.bound).toBeCloseTo(report.sum, 9);
    }
  });
});
