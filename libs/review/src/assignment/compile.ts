import { seeded, shuffled } from '../random.js';
import type { Model, Need } from './model.js';
import type { AssignmentRequest, Pair, Reason } from './request.js';

/** A request by number, with what is needed to answer and to explain in ids. */
export interface Compiled {
  readonly model: Model;
  readonly applicationIds: readonly string[];
  readonly reviewerIds: readonly string[];
  /** Why a pair is impossible, by `a * reviewers + r`. */
  readonly blocked: ReadonlyMap<number, 'conflict' | 'refusal' | 'apart'>;
  readonly standing: readonly (readonly [application: number, reviewer: number])[];
  readonly reviewsWanted: Int32Array;
  readonly capacity: readonly number[];
  readonly apartPairs: readonly (readonly [number, number])[];
  readonly mode: NonNullable<AssignmentRequest['mode']>;
  /** Reasons why what is fixed already breaks a hard constraint; empty where it does not. */
  readonly contradiction: readonly Reason[];
}

const DEFAULT_REVIEWS = 3;

/**
 * Numbers applications and reviewers in an order drawn by the seed, so that ties fall by the seed and by nothing else.
 * A request that is not well formed (unknown ids, lists of the wrong length, a capacity that is no whole number) is a
 * fault of the caller: RangeError.
 */
export function compile(request: AssignmentRequest, fixedPairs: readonly Pair[]): Compiled {
  const { applications, reviewers } = request;
  const n = applications.length;
  const m = reviewers.length;
  checkShape(request);
  const random = seeded(request.seed ?? 1);
  const applicationOrder = shuffled(n, random);
  const reviewerOrder = shuffled(m, random);
  const applicationAt = numbers(applications, applicationOrder, 'application');
  const reviewerAt = numbers(reviewers, reviewerOrder, 'reviewer');
  const mode = request.mode ?? 'all';

  const affinity = new Float64Array(n * m);
  const own = new Float64Array(n * m); // affinities also where the pair is taken
  const blocked = new Map<number, 'conflict' | 'refusal' | 'apart'>();
  for (let a = 0; a < n; a++) {
    for (let r = 0; r < m; r++) {
      const value = request.affinity[reviewerOrder[r]!]![applicationOrder[a]!] ?? null;
      if (value !== null && !Number.isFinite(value)) throw new RangeError('An affinity is a number or null');
      own[a * m + r] = value ?? 0;
      affinity[a * m + r] = value ?? -Infinity;
      if (value === null) blocked.set(a * m + r, 'conflict');
    }
  }
  const at = (pair: Pair): number => find(applicationAt, pair.application) * m + find(reviewerAt, pair.reviewer);
  for (const pair of request.refusals ?? []) blocked.set(at(pair), 'refusal');
  for (const pair of request.conflicts ?? []) blocked.set(at(pair), 'conflict');
  for (const key of blocked.keys()) affinity[key] = -Infinity;

  const apartPairs = (request.apart ?? []).map(
    ([first, second]) => [find(reviewerAt, first), find(reviewerAt, second)] as const,
  );
  const apart = apartPairs.length > 0 ? new Uint8Array(m * m) : null;
  for (const [r, q] of apartPairs) {
    apart![r * m + q] = 1;
    apart![q * m + r] = 1;
  }

  const fixed: number[][] = Array.from({ length: n }, () => []);
  const base = new Float64Array(n);
  const left = Int32Array.from(reviewerOrder, (r) => reviewers[r]!.capacity);
  const pinned = new Set((request.pinned ?? []).map(at));
  const contradiction: Reason[] = [];
  const reasonOfFixed = (a: number, r: number): Reason => ({
    code: pinned.has(a * m + r) ? 'pinned' : 'kept',
    reviewer: reviewers[reviewerOrder[r]!]!.id,
    application: applications[applicationOrder[a]!]!.id,
  });
  for (const key of new Set(fixedPairs.map(at))) {
    const a = Math.floor(key / m);
    const r = key % m;
    const reason = reasonOfFixed(a, r);
    const why = blocked.get(key);
    if (contradiction.length === 0 && why && why !== 'apart') {
      const { application, reviewer } = reason as Extract<Reason, { code: 'pinned' }>;
      contradiction.push(reason, { code: why, application, reviewer });
    }
    for (const other of fixed[a]!) {
      if (contradiction.length > 0 || apart?.[r * m + other] !== 1) continue;
      const ids = [reviewers[reviewerOrder[r]!]!.id, reviewers[reviewerOrder[other]!]!.id] as const;
      contradiction.push(reason, reasonOfFixed(a, other), { code: 'apart', reviewers: ids });
    }
    fixed[a]!.push(r);
    base[a]! += own[key]!;
    left[r]!--;
    if (contradiction.length === 0 && left[r]! < 0) {
      const reviewer = reviewers[reviewerOrder[r]!]!;
      contradiction.push({ code: 'capacity', reviewer: reviewer.id, capacity: reviewer.capacity });
      for (let b = 0; b < n; b++) if (fixed[b]!.includes(r)) contradiction.push(reasonOfFixed(b, r));
    }
  }
  for (let a = 0; a < n; a++) {
    for (const r of fixed[a]!) {
      affinity[a * m + r] = -Infinity;
      if (!apart) continue;
      for (let q = 0; q < m; q++) {
        if (apart[r * m + q] !== 1 || affinity[a * m + q] === -Infinity) continue;
        affinity[a * m + q] = -Infinity;
        blocked.set(a * m + q, 'apart');
      }
    }
  }

  const reviewsWanted = Int32Array.from(
    applicationOrder,
    (a) => applications[a]!.reviews ?? request.reviews ?? DEFAULT_REVIEWS,
  );
  const demand = reviewsWanted.map((reviews, a) =>
    mode === 'add' ? reviews : Math.max(0, reviews - fixed[a]!.length),
  );
  const kindMembers = membersOf(request, reviewerOrder, reviewerAt);
  const needs = Array.from(applicationOrder, (order, a) =>
    (applications[order]!.needs ?? []).flatMap((need): Need[] => {
      const members = kindMembers(need.kind, need.reviewers);
      const atLeast = need.atLeast - fixed[a]!.filter((r) => members[r] === 1).length;
      return atLeast > 0 ? [{ kind: need.kind, atLeast, members }] : [];
    }),
  );
  return {
    model: {
      applications: n,
      reviewers: m,
      affinity,
      demand,
      capacity: left.map((c) => Math.max(0, c)),
      fixed,
      base,
      needs,
      apart,
    },
    applicationIds: Array.from(applicationOrder, (a) => applications[a]!.id),
    reviewerIds: Array.from(reviewerOrder, (r) => reviewers[r]!.id),
    blocked,
    standing: [...new Set((request.standing ?? []).map(at))].map((key) => [Math.floor(key / m), key % m] as const),
    reviewsWanted,
    capacity: Array.from(reviewerOrder, (r) => reviewers[r]!.capacity),
    apartPairs,
    mode,
    contradiction,
  };
}

function checkShape({ applications, reviewers, affinity, reviews, gap }: AssignmentRequest): void {
  if (affinity.length !== reviewers.length)
    throw new RangeError('There must be one row of affinities for each reviewer');
  for (const row of affinity) {
    if (row.length !== applications.length) throw new RangeError('A row must have one affinity for each application');
  }
  for (const { id, capacity } of reviewers) {
    if (!Number.isInteger(capacity) || capacity < 0)
      throw new RangeError(`The capacity of ${id} must be a whole number`);
  }
  for (const count of [reviews ?? 0, ...applications.map((a) => a.reviews ?? 0)]) {
    if (!Number.isInteger(count) || count < 0) throw new RangeError('Reviews per application must be a whole number');
  }
  if (gap !== undefined && !(gap >= 0 && gap <= 1)) throw new RangeError('The gap is a share between 0 and 1');
}

function numbers(items: readonly { id: string }[], order: Int32Array, kind: string): Map<string, number> {
  const at = new Map<string, number>();
  order.forEach((item, i) => at.set(items[item]!.id, i));
  if (at.size !== items.length) throw new RangeError(`Two entries have the same ${kind} id`);
  return at;
}

function find(at: ReadonlyMap<string, number>, id: string): number {
  const number = at.get(id);
  if (number === undefined) throw new RangeError(`${id} is neither an application nor a reviewer of this request`);
  return number;
}

function membersOf(request: AssignmentRequest, order: Int32Array, at: ReadonlyMap<string, number>) {
  const known = new Map<string, Uint8Array>();
  return (kind: string, named: readonly string[] | undefined): Uint8Array => {
    if (named) {
      const members = new Uint8Array(order.length);
      for (const id of named) members[find(at, id)] = 1;
      return members;
    }
    let members = known.get(kind);
    if (!members) {
      members = Uint8Array.from(order, (r) => (request.reviewers[r]!.kinds?.includes(kind) ? 1 : 0));
      known.set(kind, members);
    }
    return members;
  };
}
