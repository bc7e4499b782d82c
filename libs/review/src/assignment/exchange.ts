import { Cycles } from './cycles.js';
import { Holding } from './holding.js';
import type { Model, Plan } from './model.js';

const EPSILON = 1e-9;

/**
 * Improves a plan by exchanges along short cycles: a gives up r and takes q, b gives up q and takes p, c gives up p and
 * takes r. The aim is a sum over applications, so that a cycle of distinct applications can be judged by adding its
 * arcs (*cyclic exchange*, Thompson and Psaraftis 1993; Ahuja et al. 2002). Arcs are kept between reviewers only: the
 * best application that would give up q for p. Prices of the optimal flow make nearly all arcs non-negative, so that
 * the search may follow only paths whose partial sums stay below zero (the gain criterion of Lin and Kernighan 1973).
 *
 * Aim: Σ total − penalty × Σ max(0, target − total). All hard constraints of the model hold in every step, if they
 * hold in the plan it starts from.
 */
export class Exchange {
  readonly totals: Float64Array;
  private readonly m: number;
  private readonly holding: Holding;
  private readonly cycles: Cycles;
  private readonly dirty: Uint8Array;
  private readonly queue: number[] = [];
  private penalty = 0;
  private steps = 0;

  constructor(
    private readonly model: Model,
    plan: Plan,
    private readonly price: Float64Array,
    private readonly targets: Float64Array,
    depth = 4,
  ) {
    this.m = model.reviewers;
    this.holding = new Holding(model, plan);
    this.totals = this.holding.totals;
    this.cycles = new Cycles(this.m, depth);
    this.dirty = new Uint8Array(this.m);
  }

  /** Elementary steps so far: the measure of time, so that a seed gives one answer on every machine. */
  get work(): number {
    return this.steps + this.cycles.work;
  }

  plan(): number[][] {
    return this.holding.held.map((reviewers) => [...reviewers]);
  }

  sum(): number {
    let sum = 0;
    for (const total of this.totals) sum += total;
    return sum;
  }

  aim(): number {
    let aim = 0;
    for (let a = 0; a < this.totals.length; a++) aim += this.worth(a, this.totals[a]!);
    return aim;
  }

  /** How many applications are below their target. */
  below(): number {
    let count = 0;
    for (let a = 0; a < this.totals.length; a++) if (this.totals[a]! < this.targets[a]! - EPSILON) count++;
    return count;
  }

  /** Improves until no exchange helps. With a new penalty every arc is computed anew. */
  descend(penalty = this.penalty): void {
    this.penalty = penalty;
    for (let q = 0; q < this.m; q++) {
      this.refresh(q);
      this.enqueue(q);
    }
    this.settle();
  }

  /**
   * Makes a small random change near the applications that are hard to serve, improves from there, and takes it all
   * back if the aim fell by more than `patience`.
   */
  shake(random: () => number, reach: number, patience = 0): void {
    const before = this.aim();
    const journal: number[] = [];
    this.holding.journal = journal;
    let a = this.hardApplication(random, reach);
    const moves = 1 + Math.floor(random() * 3);
    for (let i = 0; i < moves && a >= 0; i++) a = this.randomSwap(a, random);
    if (journal.length > 0) {
      this.touch(journal);
      this.settle();
      if (this.aim() < before - patience - 1e-12) this.takeBack();
    }
    this.steps += 500 + this.totals.length;
    this.holding.journal = null;
  }

  /**
   * Takes reviewer r off application a along the cheapest cycle, whatever it costs; false where no exchange of at most
   * `depth` steps does it.
   */
  replace(a: number, r: number): boolean {
    const { m } = this;
    const { cost, giver } = this.cycles;
    for (let q = 0; q < m; q++) this.refresh(q);
    const kept = { cost: cost.slice(r * m, r * m + m), giver: giver.slice(r * m, r * m + m) };
    cost.fill(Infinity, r * m, r * m + m);
    this.arcsOf(a, r);
    const cycle = this.cycles.search(r, 1e6);
    if (!cycle) {
      cost.set(kept.cost, r * m);
      giver.set(kept.giver, r * m);
      return false;
    }
    const touched: number[] = [];
    this.apply(cycle, touched, -Infinity);
    return true;
  }

  private worth(a: number, total: number): number {
    const target = this.targets[a]!;
    return total < target ? total + this.penalty * (total - target) : total;
  }

  /** The arcs from q: the cheapest application to give it up for each other reviewer. */
  private refresh(q: number): void {
    const { m, price } = this;
    const { cost, giver } = this.cycles;
    const at = q * m;
    if (this.holding.load[q]! < this.model.capacity[q]!) {
      for (let p = 0; p < m; p++) cost[at + p] = price[p]! - price[q]!;
      giver.fill(-1, at, at + m); // capacity that is left closes a cycle without anybody giving up anything
    } else {
      cost.fill(Infinity, at, at + m);
    }
    cost[at + q] = Infinity;
    for (const a of this.holding.holders[q]!) this.arcsOf(a, q);
  }

  private arcsOf(a: number, q: number): void {
    const { m, price, holding } = this;
    const { used, free } = holding;
    const { cost, giver } = this.cycles;
    const { affinity } = this.model;
    const at = q * m;
    const row = a * m;
    const now = this.worth(a, this.totals[a]!) - price[q]!;
    const rest = this.totals[a]! - affinity[row + q]!;
    const target = this.targets[a]!;
    const penalty = this.penalty;
    const limited = holding.limited(a);
    if (limited) holding.markFree(a, q);
    for (let p = 0; p < m; p++) {
      if (used[row + p] === 1 || (limited && free[p] === 0)) continue;
      const total = rest + affinity[row + p]!;
      const change = now - (total < target ? total + penalty * (total - target) : total) + price[p]!;
      if (change < cost[at + p]!) {
        cost[at + p] = change;
        giver[at + p] = a;
      }
    }
    this.steps += 2 * m;
  }

  private settle(): void {
    const touched: number[] = [];
    for (let i = 0; i < this.queue.length; i++) {
      const q = this.queue[i]!;
      if (this.dirty[q] === 0) continue;
      this.dirty[q] = 0;
      const cycle = this.cycles.search(q, -EPSILON);
      if (!cycle) continue;
      touched.length = 0;
      if (!this.apply(cycle, touched, EPSILON)) continue;
      for (const t of new Set(touched)) {
        this.refresh(t);
        if (this.dirty[t] === 0) this.enqueue(t);
      }
    }
    this.queue.length = 0;
  }

  /** Carries the cycle out where it gains at least `gain`; collects the reviewers whose arcs are out of date. */
  private apply(cycle: readonly number[], touched: number[], gain: number): boolean {
    const moves: [a: number, from: number, to: number][] = [];
    let gained = 0;
    for (let i = 0; i < cycle.length; i++) {
      const from = cycle[i]!;
      const to = cycle[(i + 1) % cycle.length]!;
      const a = this.cycles.giver[from * this.m + to]!;
      moves.push([a, from, to]);
      if (a < 0) continue;
      const { affinity } = this.model;
      const total = this.totals[a]! + affinity[a * this.m + to]! - affinity[a * this.m + from]!;
      gained += this.worth(a, total) - this.worth(a, this.totals[a]!);
    }
    if (!(gained >= gain)) return false;
    for (const [a, from, to] of moves) {
      if (a >= 0) this.holding.swap(a, from, to);
      else touched.push(from, to);
    }
    for (const [a, from, to] of moves) if (a >= 0) touched.push(from, to, ...this.holding.held[a]!);
    return true;
  }

  private enqueue(q: number): void {
    this.dirty[q] = 1;
    this.queue.push(q);
  }

  private touch(journal: readonly number[]): void {
    const touched = new Set<number>();
    for (let i = 0; i < journal.length; i += 3) {
      touched.add(journal[i + 1]!);
      touched.add(journal[i + 2]!);
      for (const r of this.holding.held[journal[i]!]!) touched.add(r);
    }
    for (const r of touched) {
      this.refresh(r);
      if (this.dirty[r] === 0) this.enqueue(r);
    }
  }

  private takeBack(): void {
    const journal = this.holding.journal!;
    this.holding.journal = null;
    for (let i = journal.length - 3; i >= 0; i -= 3) this.holding.swap(journal[i]!, journal[i + 2]!, journal[i + 1]!);
    this.touch(journal);
    for (const q of this.queue) this.dirty[q] = 0;
    this.queue.length = 0;
  }

  /** One that is below its target, else one that is hardly above it. */
  private hardApplication(random: () => number, reach: number): number {
    const { held } = this.holding;
    const below = [];
    for (let a = 0; a < this.totals.length; a++) if (this.totals[a]! < this.targets[a]! - EPSILON) below.push(a);
    const chosen = below[Math.floor(random() * below.length)];
    if (chosen !== undefined && held[chosen]!.length > 0) return chosen;
    for (let i = 0; i < 50; i++) {
      const a = Math.floor(random() * this.totals.length);
      if (held[a]!.length > 0 && this.totals[a]! < this.targets[a]! + reach) return a;
    }
    return -1;
  }

  /** Swaps one reviewer of a with one of another application; that application, or -1 where nothing fits. */
  private randomSwap(a: number, random: () => number): number {
    const { m, holding } = this;
    const { held, holders, used } = holding;
    const { affinity } = this.model;
    const from = held[a]![Math.floor(random() * held[a]!.length)]!;
    let to = -1;
    let best = -Infinity;
    for (let i = 0; i < 4; i++) {
      const q = Math.floor(random() * m);
      const net = affinity[a * m + q]! - this.price[q]!;
      if (used[a * m + q] === 1 || holders[q]!.length === 0 || net <= best) continue;
      to = q;
      best = net;
    }
    if (to < 0) return -1;
    const b = holders[to]![Math.floor(random() * holders[to]!.length)]!;
    if (used[b * m + from] === 1 || affinity[b * m + from] === -Infinity) return -1;
    if (!holding.mayReplace(a, from, to) || !holding.mayReplace(b, to, from)) return -1;
    holding.swap(a, from, to);
    holding.swap(b, to, from);
    return b;
  }
}
