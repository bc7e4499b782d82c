import type { Model, Plan } from './model.js';

/** Who reviews what while a plan is being improved, with the totals and loads that follow. */
export class Holding {
  /** reviewers of each application that may be exchanged */
  readonly held: number[][];
  /** applications of each reviewer */
  readonly holders: number[][];
  /** `used[a * m + r]` is 1 where r reviews a, or may not: what is fixed counts, too */
  readonly used: Uint8Array;
  readonly load: Int32Array;
  readonly totals: Float64Array;
  /** 1 for whoever may take the place that `markFree` was asked about */
  readonly free: Uint8Array;
  /** swaps since it was made empty, three numbers each; null where nobody wants to know */
  journal: number[] | null = null;
  private readonly m: number;

  constructor(
    private readonly model: Model,
    plan: Plan,
  ) {
    const { applications: n, reviewers: m } = model;
    this.m = m;
    this.held = plan.map((reviewers) => [...reviewers]);
    this.holders = Array.from({ length: m }, () => []);
    this.used = new Uint8Array(n * m);
    this.load = new Int32Array(m);
    this.free = new Uint8Array(m);
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
  }

  /** Whether anything but capacity and conflicts limits who may review a. */
  limited(a: number): boolean {
    return this.model.apart !== null || this.model.needs[a]!.length > 0;
  }

  /** Marks who may take q's place on a: nobody apart from those who stay, and of a kind that would be missing. */
  markFree(a: number, q: number): void {
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

  mayReplace(a: number, from: number, to: number): boolean {
    if (!this.limited(a)) return true;
    this.markFree(a, from);
    return this.free[to] === 1;
  }

  swap(a: number, from: number, to: number): void {
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
}
