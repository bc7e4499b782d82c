import { existsSync, readFileSync } from 'node:fs';
import highsModule from 'highs';
import { seeded } from '../random.js';
import { assign } from './assign.js';
import type { AssignmentReport, AssignmentRequest, Infeasible, Pair, Reason } from './request.js';

// The package's types describe its CommonJS build; under ESM the default import is the function itself.
const createHighs = highsModule as unknown as typeof highsModule.default;
const midlFile = new URL('../../../../../shared/data/review/midl-affinity.json', import.meta.url);
const withMidl = existsSync(midlFile) ? test : test.skip;
if (!existsSync(midlFile)) console.warn('SKIPPED: the MIDL affinities are not here (../shared/data/review)');

/** A round of n applications and m reviewers with random affinities; a few conflicts. */
function round(n: number, m: number, capacity: number, seed = 7, conflicts = 0.05): AssignmentRequest {
  const random = seeded(seed);
  return {
    applications: Array.from({ length: n }, (_, a) => ({ id: `A${a}` })),
    reviewers: Array.from({ length: m }, (_, r) => ({ id: `R${r}`, capacity })),
    affinity: Array.from({ length: m }, () =>
      Array.from({ length: n }, () => (random() < conflicts ? null : Math.round(random() * 1000) / 1000)),
    ),
  };
}

function solved(request: AssignmentRequest): { pairs: readonly Pair[]; report: AssignmentReport } {
  const answer = assign(request);
  if (!answer.feasible) throw new Error(answer.infeasible.explanation);
  return answer;
}

function refused(request: AssignmentRequest): Infeasible {
  const answer = assign(request);
  if (answer.feasible) throw new Error('an assignment was found');
  return answer.infeasible;
}

const reviewersOf = (pairs: readonly Pair[], application: string): string[] =>
  pairs.filter((pair) => pair.application === application).map((pair) => pair.reviewer);
const has = (pairs: readonly Pair[], reviewer: string, application: string): boolean =>
  reviewersOf(pairs, application).includes(reviewer);

/** Every hard constraint of a request, checked from the answer alone. */
function brokenRules(request: AssignmentRequest, pairs: readonly Pair[]): string[] {
  const broken: string[] = [];
  const kinds = new Map(request.reviewers.map((reviewer) => [reviewer.id, reviewer.kinds ?? []]));
  const at = new Map(request.reviewers.map((reviewer, r) => [reviewer.id, r]));
  request.applications.forEach((application, a) => {
    const reviewers = reviewersOf(pairs, application.id);
    if (new Set(reviewers).size !== reviewers.length) broken.push(`${application.id} twice the same`);
    if (reviewers.length !== (application.reviews ?? request.reviews ?? 3))
      broken.push(`${application.id} has ${reviewers.length}`);
    for (const r of reviewers)
      if (request.affinity[at.get(r)!]![a] === null) broken.push(`${r} conflicts ${application.id}`);
    for (const { kind, atLeast, reviewers: named } of application.needs ?? []) {
      const members = reviewers.filter((r) => (named ? named.includes(r) : kinds.get(r)!.includes(kind)));
      if (members.length < atLeast) broken.push(`${application.id} has ${members.length} of ${kind}`);
    }
    for (const [r, q] of request.apart ?? []) {
      if (reviewers.includes(r) && reviewers.includes(q)) broken.push(`${r} meets ${q} on ${application.id}`);
    }
  });
  for (const { id, capacity } of request.reviewers) {
    const load = pairs.filter((pair) => pair.reviewer === id).length;
    if (load > capacity) broken.push(`${id} has ${load}`);
  }
  for (const { reviewer, application } of [...(request.refusals ?? []), ...(request.conflicts ?? [])]) {
    if (has(pairs, reviewer, application)) broken.push(`${reviewer} got ${application} all the same`);
  }
  for (const { reviewer, application } of request.pinned ?? []) {
    if (!has(pairs, reviewer, application)) broken.push(`${reviewer} lost the pinned ${application}`);
  }
  return broken;
}

/** The optimum of the sum by a linear programme (its corners are whole numbers). */
async function optimumByHighs(request: AssignmentRequest): Promise<number> {
  const highs = await createHighs();
  const reviews = request.reviews ?? 3;
  const objective: string[] = [];
  const rows: string[] = [];
  const names: string[] = [];
  request.applications.forEach((_, a) => {
    const row: string[] = [];
    request.reviewers.forEach((__, r) => {
      const value = request.affinity[r]![a];
      if (value === null || value === undefined) return;
      names.push(`x${a}_${r}`);
      objective.push(`${value < 0 ? '-' : '+'} ${Math.abs(value)} x${a}_${r}`);
      row.push(`x${a}_${r}`);
    });
    rows.push(`a${a}: ${row.join(' + ')} = ${reviews}`);
  });
  request.reviewers.forEach(({ capacity }, r) => {
    const row = request.applications.flatMap((_, a) => (request.affinity[r]![a] === null ? [] : [`x${a}_${r}`]));
    if (row.length > 0) rows.push(`r${r}: ${row.join(' + ')} <= ${capacity}`);
  });
  const bounds = names.map((name) => `0 <= ${name} <= 1`);
  const solution = highs.solve(
    `Maximize\n obj: ${objective.join(' ')}\nSubject To\n${rows.join('\n')}\nBounds\n${bounds.join('\n')}\nEnd`,
  );
  expect(solution.Status).toBe('Optimal');
  return solution.ObjectiveValue;
}

function midl(): AssignmentRequest {
  const { affinity } = JSON.parse(readFileSync(midlFile, 'utf8')) as { affinity: (number | null)[][] };
  return {
    applications: affinity[0]!.map((_, a) => ({ id: `A${a}` })),
    reviewers: affinity.map((_, r) => ({ id: `R${r}`, capacity: 2 })),
    affinity,
  };
}

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

describe('modes', () => {
  const base = round(20, 15, 6, 9);
  const first = solved(base).pairs;

  test('add 1 keeps everything that stands and gives each application one more', () => {
    const { pairs, report } = solved({ ...base, mode: 'add', reviews: 1, standing: first });
    for (const pair of first) expect(has(pairs, pair.reviewer, pair.application)).toBe(true);
    for (const { id } of base.applications) expect(reviewersOf(pairs, id)).toHaveLength(4);
    expect([report.removed, report.added]).toEqual([0, 20]);
  });

  test('ensure 3 gives only those that are short of 3', () => {
    const standing = first.filter(
      (pair) => pair.application !== 'A0' && !(pair.application === 'A1' && pair === first[3]),
    );
    const { pairs, report } = solved({ ...base, mode: 'ensure', standing });
    for (const { id } of base.applications) expect(reviewersOf(pairs, id)).toHaveLength(3);
    expect(report.removed).toBe(0);
    expect(report.added).toBe(60 - standing.length);
  });

  test('repair changes only the sick reviewer’s assignments where the others have room', () => {
    const sick = base.reviewers[4]!.id;
    const lost = first.filter((pair) => pair.reviewer === sick);
    const reviewers = base.reviewers.map((r) => (r.id === sick ? { ...r, capacity: 0 } : r));
    const { pairs, report } = solved({ ...base, reviewers, mode: 'repair', standing: first });
    expect(brokenRules({ ...base, reviewers }, pairs)).toEqual([]);
    expect([report.removed, report.added]).toEqual([lost.length, lost.length]);
  });

  test('repair changes others only where it must: a chain through the one person who may take the orphan', () => {
    // R0 fell ill; only R1 may take A0, and R1 is full with A1, which R2 can take.
    const request: AssignmentRequest = {
      mode: 'repair',
      reviews: 1,
      applications: [{ id: 'A0' }, { id: 'A1' }],
      reviewers: [
        { id: 'R0', capacity: 0 },
        { id: 'R1', capacity: 1 },
        { id: 'R2', capacity: 1 },
      ],
      affinity: [
        [1, 1],
        [0.2, 0.9],
        [null, 0.1],
      ],
      standing: [
        { reviewer: 'R0', application: 'A0' },
        { reviewer: 'R1', application: 'A1' },
      ],
    };
    const { pairs, report } = solved(request);
    expect(pairs).toEqual([
      { reviewer: 'R1', application: 'A0' },
      { reviewer: 'R2', application: 'A1' },
    ]);
    expect(report.removed).toBe(2);
  });

  test('repair changes nothing where nothing is wrong, though a better assignment exists', () => {
    const worse = solved({
      ...base,
      affinity: base.affinity.map((row) => row.map((v) => (v === null ? null : 1 - v))),
    });
    const { report } = solved({ ...base, mode: 'repair', standing: worse.pairs });
    expect([report.removed, report.added]).toEqual([0, 0]);
  });

  test('one person’s share takes the applications that are short first, then the best fit', () => {
    const standing = first.filter((pair) => pair.application !== 'A3' && pair.application !== 'A8');
    const reviewers = [...base.reviewers, { id: 'new', capacity: 3 }];
    const affinity = [...base.affinity, base.applications.map((_, a) => (a === 5 ? 1 : a / 100))];
    const { pairs } = solved({ ...base, reviewers, affinity, mode: 'share', person: 'new', reviews: 3, standing });
    const given = pairs.filter((pair) => pair.reviewer === 'new').map((pair) => pair.application);
    expect(given.sort()).toEqual(['A3', 'A5', 'A8']);
  });

  test('one person’s share is refused with the reason beyond that person’s capacity', () => {
    const reviewers = [...base.reviewers, { id: 'new', capacity: 3 }];
    const affinity = [...base.affinity, base.applications.map(() => 1)];
    const request: AssignmentRequest = { ...base, reviewers, affinity, mode: 'share', person: 'new', standing: first };
    expect(solved({ ...request, reviews: 3 }).report.added).toBe(3);
    expect(refused({ ...request, reviews: 4 }).reasons).toEqual([{ code: 'capacity', reviewer: 'new', capacity: 3 }]);
  });
});

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
