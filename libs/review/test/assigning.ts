import { existsSync, readFileSync } from 'node:fs';
import highsModule from 'highs';
import { assign } from '../src/assignment/assign.js';
import type { AssignmentReport, AssignmentRequest, Infeasible, Pair } from '../src/assignment/request.js';
import { seeded } from '../src/random.js';

// The package's types describe its CommonJS build; under ESM the default import is the function itself.
const createHighs = highsModule as unknown as typeof highsModule.default;
const midlFile = new URL('../../../../shared/data/review/midl-affinity.json', import.meta.url);
export const withMidl = existsSync(midlFile) ? test : test.skip;
if (!existsSync(midlFile)) console.warn('SKIPPED: the MIDL affinities are not here (../shared/data/review)');

/** A round of n applications and m reviewers with random affinities; a few conflicts. */
export function round(n: number, m: number, capacity: number, seed = 7, conflicts = 0.05): AssignmentRequest {
  const random = seeded(seed);
  return {
    applications: Array.from({ length: n }, (_, a) => ({ id: `A${a}` })),
    reviewers: Array.from({ length: m }, (_, r) => ({ id: `R${r}`, capacity })),
    affinity: Array.from({ length: m }, () =>
      Array.from({ length: n }, () => (random() < conflicts ? null : Math.round(random() * 1000) / 1000)),
    ),
  };
}

export function solved(request: AssignmentRequest): { pairs: readonly Pair[]; report: AssignmentReport } {
  const answer = assign(request);
  if (!answer.feasible) throw new Error(answer.infeasible.explanation);
  return answer;
}

export function refused(request: AssignmentRequest): Infeasible {
  const answer = assign(request);
  if (answer.feasible) throw new Error('an assignment was found');
  return answer.infeasible;
}

export const reviewersOf = (pairs: readonly Pair[], application: string): string[] =>
  pairs.filter((pair) => pair.application === application).map((pair) => pair.reviewer);
export const has = (pairs: readonly Pair[], reviewer: string, application: string): boolean =>
  reviewersOf(pairs, application).includes(reviewer);

/** Every hard constraint of a request, checked from the answer alone. */
export function brokenRules(request: AssignmentRequest, pairs: readonly Pair[]): string[] {
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
export async function optimumByHighs(request: AssignmentRequest): Promise<number> {
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

export function midl(): AssignmentRequest {
  const { affinity } = JSON.parse(readFileSync(midlFile, 'utf8')) as { affinity: (number | null)[][] };
  return {
    applications: affinity[0]!.map((_, a) => ({ id: `A${a}` })),
    reviewers: affinity.map((_, r) => ({ id: `R${r}`, capacity: 2 })),
    affinity,
  };
}
