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
  /** Elementary steps so far: the measure of time, so that a seed gives one answer on every machine. */
  work = 0;
  private readonly m: number;
  private readonly held: number[][];
  private readonly holders: number[][];
  private readonly used: Uint8Array;
  private readonly load: Int32Array;
  private readonly cost: Float64Array;
  private readonly giver: Int32Array;
  private readonly dirty: Uint8Array;
  private readonly queue: number[] = [];
  private readonly label: Float64Array[];
  private readonly before: Int32Array[];
  private readonly free: Uint8Array;
  private penalty = 0;
  private journal: number[] | null = null;

  constructor(
    private readonly model: Model,
    plan: Plan,
    private readonly price: Float64Array,
    private readonly targets: Float64Array,
    private readonly depth = 4,
  ) {
    const { applications: n, reviewers: m } = model;
    this.m = m;
    this.held = plan.map((reviewers) => [...reviewers]);
    this.holders = Array.from({ length: m }, () => []);
    this.used = new Uint8Array(n * m);
    this.load = new Int32Array(m);
    this.totals = Float64Array.from(model.base);
    for (let a = 0; a < n; a++) {
      for (const r of model.fixed[a]!) this.used[a * m + r] = 1;
      for (const r of this.held[a]!) {
        this.used[a * m + r] = 1;
        this.holders[r]!.push(a);
        this.load[r]!++;
        this.totals[a]! += model.affinity[a * m + r]!;
      }
    }
    this.cost = new Float64Array(m * m);
    this.giver = new Int32Array(m * m);
    this.dirty = new Uint8Array(m);
    this.free = new Uint8Array(m);
    this.label = Array.from({ length: depth + 2 }, () => new Float64Array(m));
    this.before = Array.from({ length: depth + 2 }, () => new Int32Array(m));
  }

  plan(): number[][] {
    return this.held.map((reviewers) => [...reviewers]);
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
    this.journal = [];
    let a = this.hardApplication(random, reach);
    const moves = 1 + Math.floor(random() * 3);
    for (let i = 0; i < moves && a >= 0; i++) a = this.randomSwap(a, random);
    if (this.journal.length > 0) {
      this.touch(this.journal);
      this.settle();
      if (this.aim() < before - patience - 1e-12) this.takeBack();
    }
    this.work += 500 + this.totals.length;
    this.journal = null;
  }

  /**
   * Takes reviewer r off application a along the cheapest cycle, whatever it costs; false where no exchange of at most
   * `depth` steps does it.
   */
  replace(a: number, r: number): boolean {
    const { m } = this;
    for (let q = 0; q < m; q++) this.refresh(q);
    const kept = { cost: this.cost.slice(r * m, r * m + m), giver: this.giver.slice(r * m, r * m + m) };
    this.cost.fill(Infinity, r * m, r * m + m);
    this.arcsOf(a, r);
    const cycle = this.search(r, 1e6);
    if (!cycle) {
      this.cost.set(kept.cost, r * m);
      this.giver.set(kept.giver, r * m);
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
    const { m, cost, giver, price } = this;
    const at = q * m;
    if (this.load[q]! < this.model.capacity[q]!) {
      for (let p = 0; p < m; p++) cost[at + p] = price[p]! - price[q]!;
      giver.fill(-1, at, at + m); // capacity that is left closes a cycle without anybody giving up anything
    } else {
      cost.fill(Infinity, at, at + m);
    }
    cost[at + q] = Infinity;
    for (const a of this.holders[q]!) this.arcsOf(a, q);
  }

  private arcsOf(a: number, q: number): void {
    const { m, cost, giver, price, used } = this;
    const { affinity } = this.model;
    const at = q * m;
    const row = a * m;
    const now = this.worth(a, this.totals[a]!) - price[q]!;
    const rest = this.totals[a]! - affinity[row + q]!;
    const target = this.targets[a]!;
    const penalty = this.penalty;
    const limited = this.model.apart !== null || this.model.needs[a]!.length > 0;
    if (limited) this.markFree(a, q);
    for (let p = 0; p < m; p++) {
      if (used[row + p] === 1 || (limited && this.free[p] === 0)) continue;
      const total = rest + affinity[row + p]!;
      const change = now - (total < target ? total + penalty * (total - target) : total) + price[p]!;
      if (change < cost[at + p]!) {
        cost[at + p] = change;
        giver[at + p] = a;
      }
    }
    this.work += 2 * m;
  }

  /** Marks who may take q's place on a: nobody apart from those who stay, and of a kind that would be missing. */
  private markFree(a: number, q: number): void {
    const { m, free } = this;
    const { apart, needs, fixed } = this.model;
    free.fill(1);
    if (apart) {
      for (const h of [...this.held[a]!, ...fixed[a]!]) {
        if (h === q) continue;
        for (let p = 0; p < m; p++) if (apart[h * m + p] === 1) free[p] = 0;
      }
    }
    for (const need of needs[a]!) {
      let count = 0;
      for (const h of this.held[a]!) if (h !== q && need.members[h] === 1) count++;
      if (count >= need.atLeast) continue;
      for (let p = 0; p < m; p++) if (need.members[p] === 0) free[p] = 0;
    }
  }

  private settle(): void {
    const touched: number[] = [];
    for (let i = 0; i < this.queue.length; i++) {
      const q = this.queue[i]!;
      if (this.dirty[q] === 0) continue;
      this.dirty[q] = 0;
      const cycle = this.search(q, -EPSILON);
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

  /**
   * The cycle through `start` with the lowest cost below `limit`, at most `depth` further reviewers long, no
   * application and no reviewer twice; labels are kept one per reviewer and length.
   */
  private search(start: number, limit: number): number[] | null {
    const { m, cost, label, before, depth, giver } = this;
    let bestCost = limit;
    let bestLength = 0;
    let bestEnd = -1;
    let frontier: number[] = [];
    for (let p = 0; p < m; p++) {
      const c = cost[start * m + p]!;
      label[1]![p] = c;
      before[1]![p] = start;
      if (c < limit) frontier.push(p);
    }
    this.work += m;
    for (let length = 1; length <= depth && frontier.length > 0; length++) {
      const here = label[length]!;
      const next = label[length + 1]!;
      next.fill(limit);
      const reached: number[] = [];
      for (const q of frontier) {
        const so = here[q]!;
        const at = q * m;
        const closed = so + cost[at + start]!;
        if (closed < bestCost && this.distinct(length, q, giver[at + start]!, start)) {
          bestCost = closed;
          bestLength = length;
          bestEnd = q;
        }
        if (length === depth || so >= bestCost) continue;
        this.work += m;
        for (let p = 0; p < m; p++) {
          const c = so + cost[at + p]!;
          if (c < next[p]! && p !== start && this.distinct(length, q, giver[at + p]!, p)) {
            if (next[p] === limit) reached.push(p);
            next[p] = c;
            before[length + 1]![p] = q;
          }
        }
      }
      frontier = reached;
    }
    if (bestEnd < 0) return null;
    const cycle = [];
    for (let p = bestEnd, length = bestLength; length >= 1; length--) {
      cycle.push(p);
      p = before[length]![p]!;
    }
    cycle.push(start);
    return cycle.reverse();
  }

  /** Whether the path that ends at q may go on over application a to p. */
  private distinct(length: number, q: number, a: number, p: number): boolean {
    let at = q;
    this.work += 2;
    for (let i = length; i >= 1; i--) {
      const from = this.before[i]![at]!;
      if (a >= 0 && this.giver[from * this.m + at] === a) return false;
      if (from === p && i > 1) return false;
      at = from;
    }
    return true;
  }

  /** Carries the cycle out where it gains at least `gain`; collects the reviewers whose arcs are out of date. */
  private apply(cycle: readonly number[], touched: number[], gain: number): boolean {
    const moves: [a: number, from: number, to: number][] = [];
    let gained = 0;
    for (let i = 0; i < cycle.length; i++) {
      const from = cycle[i]!;
      const to = cycle[(i + 1) % cycle.length]!;
      const a = this.giver[from * this.m + to]!;
      moves.push([a, from, to]);
      if (a < 0) continue;
      const { affinity } = this.model;
      const total = this.totals[a]! + affinity[a * this.m + to]! - affinity[a * this.m + from]!;
      gained += this.worth(a, total) - this.worth(a, this.totals[a]!);
    }
    if (!(gained >= gain)) return false;
    for (const [a, from, to] of moves) {
      if (a >= 0) this.swap(a, from, to);
      else touched.push(from, to);
    }
    for (const [a, from, to] of moves) if (a >= 0) touched.push(from, to, ...this.held[a]!);
    return true;
  }

  private swap(a: number, from: number, to: number): void {
    const { m } = this;
    this.used[a * m + from] = 0;
    this.used[a * m + to] = 1;
    const held = this.held[a]!;
    held[held.indexOf(from)] = to;
    const holders = this.holders[from]!;
    holders[holders.indexOf(a)] = holders[holders.length - 1]!;
    holders.pop();
    this.holders[to]!.push(a);
    this.load[from]!--;
    this.load[to]!++;
    this.totals[a]! += this.model.affinity[a * m + to]! - this.model.affinity[a * m + from]!;
    this.journal?.push(a, from, to);
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
      for (const r of this.held[journal[i]!]!) touched.add(r);
    }
    for (const r of touched) {
      this.refresh(r);
      if (this.dirty[r] === 0) this.enqueue(r);
    }
  }

  private takeBack(): void {
    const journal = this.journal!;
    this.journal = null;
    for (let i = journal.length - 3; i >= 0; i -= 3) this.swap(journal[i]!, journal[i + 2]!, journal[i + 1]!);
    this.touch(journal);
    for (const q of this.queue) this.dirty[q] = 0;
    this.queue.length = 0;
  }

  /** One that is below its target, else one that is hardly above it. */
  private hardApplication(random: () => number, reach: number): number {
    const below = [];
    for (let a = 0; a < this.totals.length; a++) if (this.totals[a]! < this.targets[a]! - EPSILON) below.push(a);
    const chosen = below[Math.floor(random() * below.length)];
    if (chosen !== undefined && this.held[chosen]!.length > 0) return chosen;
    for (let i = 0; i < 50; i++) {
      const a = Math.floor(random() * this.totals.length);
      if (this.held[a]!.length > 0 && this.totals[a]! < this.targets[a]! + reach) return a;
    }
    return -1;
  }

  /** Swaps one reviewer of a with one of another application; that application, or -1 where nothing fits. */
  private randomSwap(a: number, random: () => number): number {
    const { m, used } = this;
    const { affinity } = this.model;
    const from = this.held[a]![Math.floor(random() * this.held[a]!.length)]!;
    let to = -1;
    let best = -Infinity;
    for (let i = 0; i < 4; i++) {
      const q = Math.floor(random() * m);
      const net = affinity[a * m + q]! - this.price[q]!;
      if (used[a * m + q] === 1 || this.holders[q]!.length === 0 || net <= best) continue;
      to = q;
      best = net;
    }
    if (to < 0) return -1;
    const b = this.holders[to]![Math.floor(random() * this.holders[to]!.length)]!;
    if (used[b * m + from] === 1 || affinity[b * m + from] === -Infinity) return -1;
    if (!this.mayReplace(a, from, to) || !this.mayReplace(b, to, from)) return -1;
    this.swap(a, from, to);
    this.swap(b, to, from);
    return b;
  }

  private mayReplace(a: number, from: number, to: number): boolean {
    if (this.model.apart === null && this.model.needs[a]!.length === 0) return true;
    this.markFree(a, from);
    return this.free[to] === 1;
  }
}
