/** An application to be discussed and the members who must be out of the room. */
export interface Item {
  readonly application: string;
  readonly out: readonly string[];
}

export interface CallSheetLine {
  readonly application: string;
  readonly leave: readonly string[];
  readonly comeBack: readonly string[];
  readonly out: readonly string[];
}

/** Up to so many different sets of people outside, the order is the best there is; beyond, a good one. */
const EXACT = 12;

/**
 * The order of discussion in which members in conflict leave and return least often. Applications with the same people
 * outside stay together in the order given (say, by preliminary score). Everybody is in the room before the first and
 * after the last. Exact by dynamic programming (Held and Karp 1962) up to 12 different sets of people, else nearest
 * neighbour from every start, improved by reversing and moving stretches.
 */
export function meetingOrder(items: readonly Item[]): readonly Item[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = [...new Set(item.out)].sort().join('\u0000');
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const sets = [...groups.values()];
  const apart = distances(sets.map((group) => new Set(group[0]!.out)));
  const order = sets.length <= EXACT ? exact(apart) : improved(apart);
  return order.flatMap((group) => sets[group]!);
}

/** How often somebody leaves or comes back in this order. */
export function movements(items: readonly Item[]): number {
  return callSheet(items).reduce((sum, line) => sum + line.leave.length + line.comeBack.length, 0);
}

/**
 * Who leaves and who comes back before each application. The last line, without an application, lets everybody back in.
 * It is for the officer at the door: it names people, never why.
 */
export function callSheet(items: readonly Item[]): readonly CallSheetLine[] {
  const lines: CallSheetLine[] = [];
  let outside: readonly string[] = [];
  for (const { application, out } of [...items, { application: '', out: [] }]) {
    const now = [...new Set(out)].sort();
    const leave = now.filter((person) => !outside.includes(person));
    const comeBack = outside.filter((person) => !now.includes(person));
    if (application !== '' || comeBack.length > 0) lines.push({ application, leave, comeBack, out: now });
    outside = now;
  }
  return lines;
}

/** The matrix of movements between sets; the last row and column are the full room. */
function distances(sets: readonly ReadonlySet<string>[]): number[][] {
  const all = [...sets, new Set<string>()];
  return all.map((one) =>
    all.map((other) => [...one].filter((p) => !other.has(p)).length + [...other].filter((p) => !one.has(p)).length),
  );
}

function exact(apart: readonly (readonly number[])[]): number[] {
  const n = apart.length - 1;
  if (n === 0) return [];
  const size = 1 << n;
  const cost = Array.from({ length: size }, () => new Float64Array(n).fill(Infinity));
  const from = Array.from({ length: size }, () => new Int8Array(n).fill(-1));
  for (let i = 0; i < n; i++) cost[1 << i]![i] = apart[n]![i]!;
  for (let seen = 1; seen < size; seen++) {
    for (let i = 0; i < n; i++) {
      const so = cost[seen]![i]!;
      if (so === Infinity) continue;
      for (let j = 0; j < n; j++) {
        const next = seen | (1 << j);
        if (next === seen || so + apart[i]![j]! >= cost[next]![j]!) continue;
        cost[next]![j] = so + apart[i]![j]!;
        from[next]![j] = i;
      }
    }
  }
  let last = 0;
  for (let i = 1; i < n; i++)
    if (cost[size - 1]![i]! + apart[i]![n]! < cost[size - 1]![last]! + apart[last]![n]!) last = i;
  const order: number[] = [];
  for (let seen = size - 1, at = last; at >= 0;) {
    order.push(at);
    const before = from[seen]![at]!;
    seen &= ~(1 << at);
    at = before;
  }
  return order.reverse();
}

function improved(apart: readonly (readonly number[])[]): number[] {
  const n = apart.length - 1;
  let best: number[] = [];
  let bestLength = Infinity;
  for (let start = 0; start < n; start++) {
    const order = better(apart, nearest(apart, start));
    const length = lengthOf(apart, order);
    if (length < bestLength) [best, bestLength] = [order, length];
  }
  return best;
}

function nearest(apart: readonly (readonly number[])[], start: number): number[] {
  const order = [start];
  const left = new Set(Array.from({ length: apart.length - 1 }, (_, i) => i));
  left.delete(start);
  while (left.size > 0) {
    const here = order[order.length - 1]!;
    let next = -1;
    for (const i of left) if (next < 0 || apart[here]![i]! < apart[here]![next]!) next = i;
    order.push(next);
    left.delete(next);
  }
  return order;
}

/** Reverses stretches (2-opt) and moves stretches of up to three (Or-opt) while that saves movements. */
function better(apart: readonly (readonly number[])[], order: number[]): number[] {
  const n = order.length;
  const room = apart.length - 1;
  const d = (i: number, j: number): number => apart[order[i] ?? room]![order[j] ?? room]!;
  for (let again = true; again;) {
    again = false;
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        if (d(i - 1, j) + d(i, j + 1) >= d(i - 1, i) + d(j, j + 1)) continue;
        order.splice(i, j - i + 1, ...order.slice(i, j + 1).reverse());
        again = true;
      }
      for (let length = 1; length <= 3 && i + length <= n; length++) {
        const end = i + length - 1;
        const saved = d(i - 1, i) + d(end, end + 1) - d(i - 1, end + 1);
        for (let j = -1; j < n; j++) {
          if (j >= i - 1 && j <= end) continue;
          if (d(j, i) + d(end, j + 1) - d(j, j + 1) >= saved) continue;
          const moved = order.splice(i, length);
          order.splice(j < i ? j + 1 : j + 1 - length, 0, ...moved);
          again = true;
          break;
        }
      }
    }
  }
  return order;
}

function lengthOf(apart: readonly (readonly number[])[], order: readonly number[]): number {
  const room = apart.length - 1;
  let length = 0;
  for (let i = 0; i <= order.length; i++) length += apart[order[i - 1] ?? room]![order[i] ?? room]!;
  return length;
}
