import { seeded } from '../random.js';
import { keepApart, planOf } from './apart.js';
import { compile, type Compiled } from './compile.js';
import { explainCapacity, explainContradiction, explainOverfull, explainShortage } from './explain.js';
import { explainApart } from './explain-apart.js';
import { largestSum } from './flow.js';
import { liftWorst } from './lift.js';
import { ceilings, totals, type Model, type Plan } from './model.js';
import { placesOf } from './places.js';
import type { AssignmentAnswer, AssignmentReport, AssignmentRequest, Infeasible, Pair } from './request.js';
import { share } from './share.js';

/** The share of the optimal sum that may be given up for the worst application, where a request does not say. */
export const DEFAULT_GAP = 0.015;
/** A twentieth of the gap is not spent: the last of it lifts the worst least and costs the sum most. */
const SPENT = 0.95;

/**
 * Assigns reviewers. All hard constraints hold in every answer; where they cannot all hold, the answer is the smallest
 * set of reasons. Two aims in order: raise the worst application's total affinity as far as `gap` allows, then the sum.
 * The optimum of the sum (`bound`) is exact; the lift is a heuristic and says what it cost. Pure, and the same for the
 * same request; takes seconds on large rounds, so run it in a worker thread.
 */
export function assign(request: AssignmentRequest): AssignmentAnswer {
  const mode = request.mode ?? 'all';
  const pinned = request.pinned ?? [];
  if (mode === 'all') return solve(request, pinned);
  if (mode === 'repair') return repair(request);
  const standing = [...pinned, ...(request.standing ?? [])];
  if (mode !== 'share') return solve(request, standing);
  const compiled = compile(request, standing);
  if (compiled.contradiction.length > 0) return { feasible: false, infeasible: explainContradiction(compiled) };
  const shared = share(compiled, request);
  if ('reasons' in shared) return { feasible: false, infeasible: shared };
  return answer(request, compiled, shared, { bound: null, ceiling: null });
}

/** From the fixed pairs: optimum, people kept apart, lift. */
function solve(request: AssignmentRequest, fixed: readonly Pair[]): AssignmentAnswer {
  const compiled = compile(request, fixed);
  const found = optimum(compiled);
  if ('infeasible' in found) return { feasible: false, infeasible: found.infeasible };
  const { model } = compiled;
  const gap = request.gap ?? DEFAULT_GAP;
  const effort = request.effort ?? 1;
  const least = found.bound - gap * SPENT * Math.abs(found.bound);
  const reached = sumOf(totals(model, found.plan));
  if (effort === 0) return answer(request, compiled, found.plan, { bound: found.bound, ceiling: null });
  const lift = liftWorst(model, found.plan, found.price, {
    floor: Math.min(reached, least),
    random: seeded((request.seed ?? 1) ^ 0x5bd1e995),
    effort,
  });
  return answer(request, compiled, lift.plan, { bound: found.bound, ceiling: lift.ceiling });
}

/** First as many standing assignments as can stay, then affinity; what stays is fixed for the second step. */
function repair(request: AssignmentRequest): AssignmentAnswer {
  const compiled = compile(request, request.pinned ?? []);
  const bonus = new Uint8Array(compiled.model.affinity.length);
  for (const [a, r] of compiled.standing) bonus[a * compiled.model.reviewers + r] = 1;
  const found = optimum(compiled, bonus);
  if ('infeasible' in found) return { feasible: false, infeasible: found.infeasible };
  const kept = pairsOf(compiled, found.plan).filter((pair) =>
    request.standing?.some((s) => s.reviewer === pair.reviewer && s.application === pair.application),
  );
  return solve(request, [...(request.pinned ?? []), ...kept]);
}

interface Optimum {
  readonly plan: Plan;
  readonly price: Float64Array;
  readonly bound: number;
}

function optimum(compiled: Compiled, bonus?: Uint8Array): Optimum | { readonly infeasible: Infeasible } {
  const { model } = compiled;
  if (compiled.contradiction.length > 0) return { infeasible: explainContradiction(compiled) };
  const merging = new Set<number>();
  const short = explainCapacity(compiled);
  if (short) return { infeasible: short };
  for (;;) {
    const places = placesOf(model, merging, bonus);
    if (places.overfull.length > 0) return { infeasible: explainOverfull(compiled, places.overfull[0]!) };
    const flow = largestSum(places.flow);
    if (flow.violator.length > 0) {
      const retry = places.overlapping ? flow.violator.map((row) => places.flow.application[row]!) : [];
      const fresh = retry.filter((a) => !merging.has(a) && model.needs[a]!.length > 1);
      if (fresh.length === 0) return { infeasible: explainShortage(compiled, places, flow.violator) };
      for (const a of fresh) merging.add(a);
      continue;
    }
    const apart = keepApart(model, places, flow);
    if (apart === 'none' || apart === 'unknown') return { infeasible: explainApart(compiled, apart === 'none') };
    const exact = apart.optimal && !places.overlapping;
    const bound = sumOf(totals(model, exact ? apart.plan : relaxed(model, places.overlapping, flow, places)));
    return { plan: apart.plan, price: flow.price.map((price) => price / places.scale), bound };
  }
}

/** A plan at least as good as any under all constraints: people may meet, and kinds are not counted where they overlap. */
function relaxed(
  model: Model,
  overlapping: boolean,
  flow: ReturnType<typeof largestSum>,
  places: ReturnType<typeof placesOf>,
): Plan {
  if (!overlapping) return planOf(model, places, flow);
  const free = placesOf({ ...model, needs: model.needs.map(() => []) }, new Set());
  return planOf(model, free, largestSum(free.flow));
}

function pairsOf(compiled: Compiled, plan: Plan): Pair[] {
  return plan.flatMap((reviewers, a) =>
    [...compiled.model.fixed[a]!, ...reviewers].map((r) => ({
      reviewer: compiled.reviewerIds[r]!,
      application: compiled.applicationIds[a]!,
    })),
  );
}

function answer(
  request: AssignmentRequest,
  compiled: Compiled,
  plan: Plan,
  known: { bound: number | null; ceiling: number | null },
): AssignmentAnswer {
  const { model } = compiled;
  const each = totals(model, plan).sort();
  const sum = sumOf(each);
  const bound = Math.max(known.bound ?? sum, sum);
  const load = new Int32Array(model.reviewers);
  plan.forEach((reviewers, a) => [...model.fixed[a]!, ...reviewers].forEach((r) => load[r]!++));
  const pairs = pairsOf(compiled, plan);
  const key = (pair: Pair): string => `${pair.reviewer}\u0000${pair.application}`;
  const standing = new Set((request.standing ?? []).map(key));
  const stays = pairs.filter((pair) => standing.has(key(pair))).length;
  const report: AssignmentReport = {
    sum,
    worst: each[0] ?? 0,
    p10: quantile(each, 0.1),
    loadMin: load.length > 0 ? Math.min(...load) : 0,
    loadMax: load.length > 0 ? Math.max(...load) : 0,
    bound,
    gap: bound === 0 ? 0 : (bound - sum) / Math.abs(bound),
    ceiling: each.length === 0 ? 0 : (known.ceiling ?? Math.min(...ceilings(model))),
    seed: request.seed ?? 1,
    removed: standing.size - stays,
    added: pairs.length - stays,
  };
  const order = new Map(request.applications.map((application, i) => [application.id, i]));
  const place = new Map(request.reviewers.map((reviewer, i) => [reviewer.id, i]));
  pairs.sort(
    (one, other) =>
      order.get(one.application)! - order.get(other.application)! ||
      place.get(one.reviewer)! - place.get(other.reviewer)!,
  );
  return { feasible: true, pairs, report };
}

/** Linear interpolation between the two nearest (type 7 of Hyndman and Fan). */
function quantile(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return 0;
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
