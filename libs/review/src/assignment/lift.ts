import type { Random } from '../random.js';
import { Exchange } from './exchange.js';
import { ceilings, totals, type Model, type Plan } from './model.js';

export interface Lift {
  readonly plan: Plan;
  /** What the worst liftable application could reach at most, looking at it alone. */
  readonly ceiling: number;
}

export interface LiftAim {
  /** The sum that must be kept. */
  readonly floor: number;
  readonly random: Random;
  /** Multiple of the default search. */
  readonly effort: number;
}

const PENALTIES = [3, 10, 30, 100, 1e3, 1e5];
const EPSILON = 1e-9;
/** Elementary steps (about 6 ns each) of the default search for each possible pair; fewer each on large rounds. */
const BUDGET_PER_PAIR = 5000;
const BUDGET = 1.1e8;
const BUDGET_PER_PAIR_BEYOND = 400;
/** The search for a larger sum ends where so much of the budget brought nothing. */
const VAIN = 0.25;
/** The part of them that looks for the highest worst; the rest raises the sum beside it. */
const SEARCHING = 0.75;
/** The part spent on one target where the plain descent does not reach it. */
const PROBE = 0.06;
/** A target is given up at once where it costs more than the allowance by this part of it. */
const HOPELESS = 0.3;

/**
 * Raises the worst application as far as the floor of the sum allows, then the sum: a bisection over the target, each
 * step by exchanges that punish what is missing ever more, and small random changes where they stick. A heuristic: what
 * it keeps is certain, what it reaches is not proven to be the best. Where the worst application cannot be lifted at all
 * (it has its best possible reviewers already), the worst of those that can be lifted is.
 */
export function liftWorst(model: Model, start: Plan, price: Float64Array, aim: LiftAim): Lift {
  const before = totals(model, start);
  const ceiling = ceilings(model);
  const lifted = liftable(before, ceiling);
  if (lifted.length === 0) return { plan: start, ceiling: least(ceiling) };
  const targets = Float64Array.from(before, (total, a) => Math.min(total, ceiling[a]!));
  const top = lifted.reduce((min, a) => Math.min(min, ceiling[a]!), Infinity);
  let low = lifted.reduce((min, a) => Math.min(min, before[a]!), Infinity);
  let high = top;
  const tolerance = (high - low) / 256;
  const pairs = model.affinity.length;
  const budget = (Math.min(BUDGET, BUDGET_PER_PAIR * pairs) + BUDGET_PER_PAIR_BEYOND * pairs) * aim.effort;
  const allowance = sumOf(before) - aim.floor;
  let work = 0;
  let best: Plan = start;
  let lossLow = 0;
  let lossHigh = NaN;

  const aimAt = (target: number): Float64Array => {
    const next = Float64Array.from(targets);
    for (const a of lifted) next[a] = target;
    return next;
  };
  const reaches = (exchange: Exchange): boolean => exchange.below() === 0 && exchange.sum() >= aim.floor - EPSILON;

  while (work < budget * SEARCHING && high - low > tolerance) {
    const target = low + (high - low) * step((allowance - lossLow) / (lossHigh - lossLow));
    const exchange = new Exchange(model, best, price, aimAt(target));
    const least = aim.floor - HOPELESS * allowance;
    for (const penalty of PENALTIES) {
      exchange.descend(penalty);
      if (exchange.sum() < least || exchange.below() === 0) break;
    }
    const allowed = exchange.sum() < least ? 0 : exchange.work + budget * PROBE;
    while (!reaches(exchange) && exchange.work < allowed) exchange.shake(aim.random, (top - low) / 8);
    work += exchange.work;
    const loss = sumOf(before) - exchange.sum();
    if (reaches(exchange)) {
      best = exchange.plan();
      low = lifted.reduce((min, a) => Math.min(min, exchange.totals[a]!), Infinity);
      lossLow = loss;
    } else {
      high = target;
      lossHigh = exchange.below() === 0 ? loss : NaN;
    }
  }
  if (best !== start) best = raiseSum(model, best, price, aimAt(low), aim, budget - work);
  return { plan: best, ceiling: top };
}

/** How far to go between a target that is reached and one that costs too much: losses grow faster than targets. */
function step(part: number): number {
  return Number.isNaN(part) ? 0.5 : Math.min(0.8, Math.max(0.2, part ** 0.7));
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Raises the sum while nobody falls below the target. */
function raiseSum(
  model: Model,
  plan: Plan,
  price: Float64Array,
  targets: Float64Array,
  aim: LiftAim,
  budget: number,
): Plan {
  const exchange = new Exchange(model, plan, price, targets);
  exchange.descend(1000);
  let best = exchange.plan();
  let sum = exchange.sum();
  let improved = exchange.work;
  while (exchange.work < budget && exchange.work - improved < VAIN * budget) {
    exchange.shake(aim.random, 0.2);
    if (exchange.below() === 0 && exchange.sum() > sum + EPSILON) {
      improved = exchange.work;
      sum = exchange.sum();
      best = exchange.plan();
    }
  }
  return best;
}

/** All but those at the bottom that have their best possible reviewers already. */
function liftable(before: Float64Array, ceiling: Float64Array): number[] {
  const order = Array.from(before.keys()).sort((a, b) => before[a]! - before[b]!);
  let first = 0;
  while (first < order.length && before[order[first]!]! >= ceiling[order[first]!]! - EPSILON) first++;
  return order.slice(first);
}

function least(values: Float64Array): number {
  return values.reduce((min, value) => Math.min(min, value), Infinity);
}
