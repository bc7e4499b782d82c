import { Exchange } from './exchange.js';
import { largestSum, type Flow } from './flow.js';
import type { Model, Plan } from './model.js';
import type { Places } from './places.js';

/** How many flows the search for the exact optimum may solve, less where the round is large; fewer are not worth it. */
const NODES = 400;
const NODES_TIMES_PAIRS = 1e6;
const FEWEST = 12;

export interface KeptApart {
  readonly plan: Plan;
  /** Whether the plan has the largest sum of all that keep people apart. */
  readonly optimal: boolean;
}

/**
 * Changes an optimal flow so that nobody reviews together who must not. First by branching: of two who meet on an
 * application one must go, and each branch is a flow again (branch and bound, so exact where it ends); else by the
 * cheapest exchanges. `'none'` where branching proves that there is no such plan, `'unknown'` where it ended before.
 */
export function keepApart(model: Model, places: Places, flow: Flow): KeptApart | 'none' | 'unknown' {
  const start = planOf(model, places, flow);
  if (!meeting(model, start)) return { plan: start, optimal: true };
  const nodes = Math.min(NODES, Math.floor(NODES_TIMES_PAIRS / (model.applications * model.reviewers)));
  const exact = nodes < FEWEST ? { plan: null, finished: false } : branch(model, places, flow, nodes);
  if (exact.plan && exact.finished) return { plan: exact.plan, optimal: true };
  if (exact.finished) return 'none';
  const exchanged = exchangeApart(model, start, flow.price);
  if (exchanged) return { plan: exchanged, optimal: false };
  return exact.plan ? { plan: exact.plan, optimal: false } : 'unknown';
}

/** The reviewers of each application, whatever places they fill. */
export function planOf(model: Model, places: Places, flow: Flow): number[][] {
  const plan: number[][] = Array.from({ length: model.applications }, () => []);
  flow.held.forEach((reviewers, row) => plan[places.flow.application[row]!]!.push(...reviewers));
  return plan;
}

function meeting(model: Model, plan: Plan): readonly [application: number, one: number, other: number] | null {
  const { apart, reviewers: m } = model;
  if (!apart) return null;
  for (let a = 0; a < plan.length; a++) {
    for (const r of plan[a]!) for (const q of plan[a]!) if (apart[r * m + q] === 1) return [a, r, q];
  }
  return null;
}

function branch(model: Model, places: Places, root: Flow, nodes: number) {
  const m = model.reviewers;
  const value = Float64Array.from(places.flow.value);
  let best: { sum: number; plan: Plan } | null = null;
  let left = nodes;
  let finished = true;

  const forbid = (a: number, r: number): [number, number][] => {
    const before: [number, number][] = [];
    places.flow.application.forEach((application, row) => {
      if (application !== a) return;
      before.push([row * m + r, value[row * m + r]!]);
      value[row * m + r] = -Infinity;
    });
    return before;
  };
  const visit = (flow: Flow): void => {
    if (flow.short.some((missing) => missing > 0)) return;
    let sum = 0;
    flow.held.forEach((reviewers, row) => reviewers.forEach((r) => (sum += value[row * m + r]!)));
    if (best && sum <= best.sum) return;
    const plan = planOf(model, places, flow);
    const met = meeting(model, plan);
    if (!met) {
      best = { sum, plan };
      return;
    }
    for (const r of [met[1], met[2]]) {
      if (left <= 0) {
        finished = false;
        return;
      }
      left--;
      const before = forbid(met[0], r);
      visit(largestSum({ ...places.flow, value }));
      for (const [at, was] of before) value[at] = was;
    }
  };
  visit(root);
  return { plan: (best as { plan: Plan } | null)?.plan ?? null, finished };
}

function exchangeApart(model: Model, start: Plan, price: Float64Array): Plan | null {
  const exchange = new Exchange(model, start, price, new Float64Array(model.applications).fill(-Infinity), 6);
  for (let i = 0; i < 10 * model.applications; i++) {
    const met = meeting(model, exchange.plan());
    if (!met) return exchange.plan();
    if (!exchange.replace(met[0], met[1]) && !exchange.replace(met[0], met[2])) return null;
  }
  return null;
}
