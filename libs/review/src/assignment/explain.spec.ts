import { round, solved, refused, brokenRules } from '../../test/assigning.js';
import { assign } from './assign.js';
import type { AssignmentRequest, Reason } from './request.js';

describe('where no assignment exists, the smallest set of reasons is named', () => {
  const base = round(6, 6, 3, 4, 0);

  test('everybody together has too few places: one reason', () => {
    const reviewers = base.reviewers.map((r) => ({ ...r, capacity: r.id === 'R0' ? 2 : 3 }));
    expect(solved(base).report.loadMax).toBe(3);
    expect(refused({ ...base, reviewers }).reasons).toEqual([{ code: 'capacity-in-total', needed: 18, available: 17 }]);
  });

  test('one application has too many conflicts: it and just so many of them as make it impossible', () => {
    const conflicts = ['R0', 'R1', 'R2', 'R3'].map((reviewer) => ({ reviewer, application: 'A2' }));
    const roomy = { ...base, reviewers: base.reviewers.map((r) => ({ ...r, capacity: 6 })) };
    expect(solved({ ...roomy, conflicts: conflicts.slice(1) }).pairs).toHaveLength(18);
    const infeasible = refused({ ...roomy, conflicts });
    expect(infeasible.reasons[0]).toEqual({ code: 'needs-reviews', application: 'A2', reviews: 3 });
    expect(infeasible.reasons.slice(1)).toHaveLength(4);
    expect(infeasible.reasons.slice(1).every((reason) => reason.code === 'conflict')).toBe(true);
    expect(infeasible.explanation).toContain('A2');
  });

  test('two applications share too few people who may review them: both, their people and conflicts', () => {
    // A0 and A1 can be reviewed by R0, R1, R2 only; R0 takes one review.
    const request: AssignmentRequest = {
      ...base,
      reviewers: base.reviewers.map((r) => ({ ...r, capacity: r.id === 'R0' ? 1 : 6 })),
      conflicts: ['R3', 'R4', 'R5'].flatMap((reviewer) =>
        ['A0', 'A1'].map((application) => ({ reviewer, application })),
      ),
    };
    const { reasons, shortBy } = refused(request);
    expect(shortBy).toBe(1);
    expect(
      reasons
        .filter((r) => r.code === 'needs-reviews')
        .map((r) => (r as { application: string }).application)
        .sort(),
    ).toEqual(['A0', 'A1']);
    expect(reasons.filter((r) => r.code === 'capacity')).toEqual([{ code: 'capacity', reviewer: 'R0', capacity: 1 }]);
    expect(reasons.filter((r) => r.code === 'conflict')).toHaveLength(6);
    expectIrreducible(request, reasons);
  });

  test('any one reason left out, the rest can be satisfied (random rounds)', () => {
    let seen = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const request = round(6, 6, 4, seed, 0.55);
      const answer = assign({ ...request, effort: 0 });
      if (answer.feasible) continue;
      seen++;
      expectIrreducible(request, answer.infeasible.reasons);
    }
    expect(seen).toBeGreaterThan(10);
  });

  test('too few statisticians for two applications', () => {
    // R4 is one too, but in conflict with both.
    const reviewers = base.reviewers.map((r) => ({
      ...r,
      capacity: r.id === 'R5' ? 1 : 6,
      kinds: r.id === 'R5' || r.id === 'R4' ? ['statistician'] : [],
    }));
    const conflicts = ['A0', 'A1'].map((application) => ({ reviewer: 'R4', application }));
    const applications = base.applications.map((a, i) =>
      i < 2 ? { ...a, needs: [{ kind: 'statistician', atLeast: 1 }] } : a,
    );
    const { reasons } = refused({ ...base, reviewers, applications, conflicts });
    expect(reasons).toHaveLength(5);
    expect(reasons).toEqual(
      expect.arrayContaining([
        { code: 'needs-reviews', application: 'A0', reviews: 1, kind: 'statistician' },
        { code: 'needs-reviews', application: 'A1', reviews: 1, kind: 'statistician' },
        { code: 'capacity', reviewer: 'R5', capacity: 1 },
        ...conflicts.map((pair) => ({ code: 'conflict', ...pair })),
      ]),
    );
  });

  test('too few places of a kind in the whole round: one reason', () => {
    const reviewers = base.reviewers.map((r, i) => ({ ...r, capacity: 6, kinds: i < 1 ? ['statistician'] : [] }));
    const needs = [{ kind: 'statistician', atLeast: 1 }];
    const six = { ...base, reviewers, applications: base.applications.map((a) => ({ ...a, needs })) };
    expect(solved(six).pairs).toHaveLength(18);
    const five = reviewers.map((r, i) => ({ ...r, capacity: i < 1 ? 5 : 6 }));
    expect(refused({ ...six, reviewers: five }).reasons).toEqual([
      { code: 'capacity-in-total', needed: 6, available: 5, kind: 'statistician' },
    ]);
  });

  test('only people kept apart stand in the way: the application and those pairs', () => {
    const apart: [string, string][] = [
      ['R0', 'R1'],
      ['R0', 'R2'],
      ['R1', 'R2'],
      ['R3', 'R4'],
      ['R3', 'R5'],
      ['R4', 'R5'],
    ];
    const roomy = { ...base, reviewers: base.reviewers.map((r) => ({ ...r, capacity: 6 })) };
    expect(brokenRules({ ...roomy, apart: apart.slice(1) }, solved({ ...roomy, apart: apart.slice(1) }).pairs)).toEqual(
      [],
    );
    const { reasons } = refused({ ...roomy, apart });
    expect(reasons.filter((reason) => reason.code === 'needs-reviews')).toHaveLength(1);
    expect(reasons.filter((reason) => reason.code === 'apart')).toHaveLength(6);
  });

  test('a pinned assignment contradicts a conflict, a capacity, or people apart', () => {
    const pinned = [{ reviewer: 'R0', application: 'A0' }];
    expect(refused({ ...base, pinned, conflicts: pinned }).reasons).toEqual([
      { code: 'pinned', ...pinned[0] },
      { code: 'conflict', ...pinned[0] },
    ]);
    const two = [...pinned, { reviewer: 'R1', application: 'A0' }];
    expect(refused({ ...base, pinned: two, apart: [['R0', 'R1']] }).reasons).toHaveLength(3);
    const reviewers = base.reviewers.map((r) => ({ ...r, capacity: r.id === 'R0' ? 0 : 6 }));
    expect(refused({ ...base, reviewers, pinned }).reasons).toEqual([
      { code: 'capacity', reviewer: 'R0', capacity: 0 },
      { code: 'pinned', ...pinned[0] },
    ]);
  });

  /** Relaxes one reason after the other; each time the applications named must become possible. */
  function expectIrreducible(request: AssignmentRequest, reasons: readonly Reason[]): void {
    const named = reasons.flatMap((r) => (r.code === 'needs-reviews' ? [r.application] : []));
    const only = (left: readonly Reason[]): AssignmentRequest => ({
      ...request,
      effort: 0,
      applications: request.applications.map((a) => ({
        ...a,
        reviews: left.some((r) => r.code === 'needs-reviews' && r.application === a.id) ? 3 : 0,
      })),
      reviewers: request.reviewers.map((reviewer) => ({
        ...reviewer,
        capacity: left.some((r) => r.code === 'capacity' && r.reviewer === reviewer.id) ? reviewer.capacity : 99,
      })),
      affinity: request.affinity.map((row) => row.map((value) => value ?? 0)),
      conflicts: left.flatMap((r) =>
        r.code === 'conflict' ? [{ reviewer: r.reviewer, application: r.application }] : [],
      ),
    });
    if (named.length === 0) return; // capacity in total
    expect(assign(only(reasons)).feasible).toBe(false);
    for (const reason of reasons) {
      expect(assign(only(reasons.filter((other) => other !== reason))).feasible).toBe(true);
    }
  }
});
