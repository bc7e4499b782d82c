/**
 * Rows (an application, or its places for one kind of reviewer) that want reviewers, and reviewers with capacities.
 * `value[row * reviewers + r]` is what reviewer r is worth to the row, a whole number below 2^36 in size, or -Infinity
 * where r may not take it. Rows of one application share reviewers: nobody takes two places of one application, and a
 * reviewer is worth the same in each.
 */
export interface FlowModel {
  readonly rows: number;
  readonly reviewers: number;
  readonly applications: number;
  readonly application: Int32Array;
  readonly demand: Int32Array;
  readonly capacity: Int32Array;
  readonly value: Float64Array;
}

export interface Flow {
  /** Reviewers taken by each row. */
  readonly held: readonly (readonly number[])[];
  readonly load: Int32Array;
  /** Dual prices of the reviewers, in units of `value`: 0 where capacity is left. */
  readonly price: Float64Array;
  /** Reviews that a row could not get; all 0 where an assignment exists. */
  readonly short: Int32Array;
  /**
   * Where something is short: rows that together want more than everybody they can reach is able to give (a Hall
   * violator), found from the short row with the fewest such companions.
   */
  readonly violator: readonly number[];
}

const SOURCE = -1;

/**
 * The assignment with the largest sum, exactly: successive shortest augmenting paths with reviewers' prices as
 * potentials (Edmonds and Karp 1972; Tomizawa 1971; for b-matching: Ahuja, Magnanti and Orlin, *Network Flows*, 1993,
 * section 9.7). Rows need no potentials of their own: along a path a row's potential enters and leaves. Whole numbers
 * keep every reduced cost exact, so that no rounding can make a cycle.
 */
export function largestSum(model: FlowModel): Flow {
  const { rows, reviewers: m, application, demand, capacity, value } = model;
  const held: number[][] = Array.from({ length: rows }, () => []);
  const holders: number[][] = Array.from({ length: m }, () => []);
  const siblings = rowsOfApplications(model);
  const taken = new Int32Array(model.applications * m); // row + 1 that holds reviewer r for this application
  const load = new Int32Array(m);
  const price = new Float64Array(m);
  const short = new Int32Array(rows);
  const distance = new Float64Array(m);
  const parent = new Int32Array(m); // the row through which a reviewer was reached
  const done = new Uint8Array(m);
  const best = new Float64Array(rows);
  const giver = new Int32Array(rows); // the reviewer a row would give away, or SOURCE
  const taker = new Int32Array(rows); // the sibling row that would take it, or -1
  const popped = new Int32Array(m);

  /** Reaches every reviewer that the row could take, and sibling rows that it could take one from. */
  function scan(row: number, key: number): void {
    const at = row * m;
    const app = application[row]! * m;
    const alone = siblings[application[row]!]!.length === 1;
    for (let r = 0; r < m; r++) {
      if (done[r] === 1 && alone) continue;
      const d = key + price[r]! - value[at + r]!;
      const holder = taken[app + r]!;
      if (holder === 0) {
        if (d < distance[r]! && done[r] === 0) {
          distance[r] = d;
          parent[r] = row;
        }
      } else if (!alone && holder !== row + 1 && d < Infinity) {
        const sibling = holder - 1;
        if (key < best[sibling]!) {
          best[sibling] = key;
          giver[sibling] = r;
          taker[sibling] = row;
          scan(sibling, key);
        }
      }
    }
  }

  /** Looks for the cheapest way to give `source` one more reviewer; the reviewer with capacity left, or -1. */
  function search(source: number): number {
    distance.fill(Infinity);
    done.fill(0);
    best.fill(Infinity);
    best[source] = -Infinity;
    giver[source] = SOURCE;
    scan(source, 0);
    let count = 0;
    for (;;) {
      let r = -1;
      let d = Infinity;
      for (let q = 0; q < m; q++) {
        if (done[q] === 0 && distance[q]! < d) {
          d = distance[q]!;
          r = q;
        }
      }
      if (r < 0) return -1;
      if (load[r]! < capacity[r]!) {
        for (let i = 0; i < count; i++) price[popped[i]!]! += d - distance[popped[i]!]!;
        return r;
      }
      done[r] = 1;
      popped[count++] = r;
      for (const row of holders[r]!) {
        const key = d - price[r]! + value[row * m + r]!;
        if (key < best[row]!) {
          best[row] = key;
          giver[row] = r;
          taker[row] = -1;
          scan(row, key);
        }
      }
    }
  }

  function augment(source: number, sink: number): void {
    load[sink]!++;
    let reviewer = sink;
    let row = parent[sink]!;
    for (;;) {
      held[row]!.push(reviewer);
      holders[reviewer]!.push(row);
      taken[application[row]! * m + reviewer] = row + 1;
      if (row === source) return;
      const given = giver[row]!;
      remove(held[row]!, given);
      remove(holders[given]!, row);
      if (taken[application[row]! * m + given] === row + 1) taken[application[row]! * m + given] = 0;
      reviewer = given;
      row = taker[row]! >= 0 ? taker[row]! : parent[given]!;
    }
  }

  let violator: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < demand[row]!; i++) {
      const sink = search(row);
      if (sink >= 0) {
        augment(row, sink);
      } else {
        short[row] = demand[row]! - i;
        break;
      }
    }
  }
  for (let row = 0; row < rows; row++) {
    if (short[row] === 0) continue;
    search(row);
    const reached: number[] = [];
    for (let other = 0; other < rows; other++) if (best[other]! < Infinity) reached.push(other);
    if (violator.length === 0 || reached.length < violator.length) violator = reached;
  }
  return { held, load, price, short, violator };
}

function rowsOfApplications(model: FlowModel): number[][] {
  const rows: number[][] = Array.from({ length: model.applications }, () => []);
  for (let row = 0; row < model.rows; row++) rows[model.application[row]!]!.push(row);
  return rows;
}

function remove(list: number[], item: number): void {
  const at = list.indexOf(item);
  list[at] = list[list.length - 1]!;
  list.pop();
}
