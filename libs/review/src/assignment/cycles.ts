/**
 * Arcs between reviewers, with what each costs and which application it goes over, and the search for cheap cycles among
 * them. Prices make nearly all arcs non-negative, so that only paths whose partial sums stay below the limit are followed
 * (the gain criterion of Lin and Kernighan 1973).
 */
export class Cycles {
  /** `cost[q * m + p]`: what it costs that q gives up an application to p; infinite where it cannot be. */
  readonly cost: Float64Array;
  /** The application of that arc; -1 where p takes nothing: capacity that is left closes a cycle. */
  readonly giver: Int32Array;
  /** Elementary steps so far. */
  work = 0;
  private readonly label: Float64Array[];
  private readonly before: Int32Array[];

  constructor(
    private readonly m: number,
    private readonly depth: number,
  ) {
    this.cost = new Float64Array(m * m);
    this.giver = new Int32Array(m * m);
    this.label = Array.from({ length: depth + 2 }, () => new Float64Array(m));
    this.before = Array.from({ length: depth + 2 }, () => new Int32Array(m));
  }

  /**
   * The cycle through `start` with the lowest cost below `limit`, at most `depth` further reviewers long, no
   * application and no reviewer twice; labels are kept one per reviewer and length.
   */
  search(start: number, limit: number): number[] | null {
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
}
