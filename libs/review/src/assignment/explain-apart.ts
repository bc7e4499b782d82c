import { keepApart } from './apart.js';
import type { Compiled } from './compile.js';
import { reasonText } from './explain.js';
import { largestSum } from './flow.js';
import type { Model } from './model.js';
import { placesOf } from './places.js';
import type { Infeasible, Reason } from './request.js';

type Apart = readonly (readonly [number, number])[];

/**
 * Only people kept apart stand in the way: the fewest applications and pairs of people that show it. One application
 * that is impossible by itself is looked for in any case; sets of several only where branching has `proven` that there
 * is no assignment.
 */
export function explainApart(compiled: Compiled, proven: boolean): Infeasible {
  const { model, applicationIds, reviewerIds } = compiled;
  const wanting = Array.from(model.demand.keys()).filter((a) => model.demand[a]! > 0);
  const alone = wanting.find((a) => impossible(model, [a], compiled.apartPairs));
  let applications = alone === undefined ? wanting : [alone];
  let pairs = [...compiled.apartPairs];
  if (alone === undefined && proven) {
    for (const a of wanting) applications = thinner(applications, a, (rest) => impossible(model, rest, pairs));
  }
  const sure = proven || alone !== undefined;
  if (sure)
    for (const pair of compiled.apartPairs)
      pairs = thinner(pairs, pair, (rest) => impossible(model, applications, rest));
  const reasons: Reason[] = [
    ...applications.map((a): Reason => {
      return { code: 'needs-reviews', application: applicationIds[a]!, reviews: model.demand[a]! };
    }),
    ...pairs.map(([r, q]): Reason => ({ code: 'apart', reviewers: [reviewerIds[r]!, reviewerIds[q]!] })),
  ];
  const text = reasons.slice(0, 12).map(reasonText).join('; ');
  const explanation = sure
    ? `With the capacities and conflicts that stand, these cannot all hold: ${text}.`
    : 'No assignment was found in which everybody who must not review together is kept apart.';
  return {
    reasons,
    explanation,
    applications: applications.map((a) => applicationIds[a]!),
    reviewers: [...new Set(pairs.flat())].map((r) => reviewerIds[r]!),
    shortBy: 0,
    proven: sure,
  };
}

/** Whether these applications alone, with these people apart, have no assignment. */
function impossible(model: Model, applications: readonly number[], pairs: Apart): boolean {
  const m = model.reviewers;
  const apart = new Uint8Array(m * m);
  for (const [r, q] of pairs) {
    apart[r * m + q] = 1;
    apart[q * m + r] = 1;
  }
  const affinity = new Float64Array(applications.length * m);
  applications.forEach((a, i) => affinity.set(model.affinity.subarray(a * m, a * m + m), i * m));
  const part: Model = {
    ...model,
    applications: applications.length,
    affinity,
    demand: Int32Array.from(applications, (a) => model.demand[a]!),
    fixed: applications.map((a) => model.fixed[a]!),
    base: Float64Array.from(applications, (a) => model.base[a]!),
    needs: applications.map((a) => model.needs[a]!),
    apart,
  };
  const places = placesOf(part, new Set());
  return keepApart(part, places, largestSum(places.flow)) === 'none';
}

function thinner<T>(all: readonly T[], item: T, stillFails: (rest: readonly T[]) => boolean): T[] {
  const rest = all.filter((other) => other !== item);
  return rest.length > 0 && stillFails(rest) ? rest : [...all];
}
