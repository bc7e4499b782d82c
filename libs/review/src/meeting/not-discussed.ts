import { reviewProblems } from '../problems.js';

/** An application with its preliminary score; null where it has none. */
export interface Preliminary {
  readonly application: string;
  readonly score: number | null;
}

/** One application that is not discussed, unless somebody pulled it back. */
export interface NotDiscussed {
  readonly application: string;
  readonly pulledBack?: { readonly by: string; readonly at: string; readonly reason?: string };
}

/**
 * Proposes what is not discussed: the worse `share` by preliminary score (the lower half unless told), rounded down.
 * Applications level with the last that is discussed are discussed too, and so are those without a score: nobody knows
 * enough to leave them out.
 */
export function proposeNotDiscussed(
  scores: readonly Preliminary[],
  best: 'least' | 'most',
  share = 0.5,
): readonly string[] {
  if (!(share >= 0 && share <= 1)) throw new RangeError('A share lies between 0 and 1');
  const sign = best === 'least' ? 1 : -1;
  const scored = scores
    .flatMap(({ application, score }) => (score === null ? [] : [{ application, key: sign * score }]))
    .sort((one, other) => one.key - other.key || (one.application < other.application ? -1 : 1));
  const discussed = scored.length - Math.floor(scored.length * share);
  const last = scored[discussed - 1]?.key ?? -Infinity;
  return scored
    .slice(discussed)
    .filter(({ key }) => key > last)
    .map(({ application }) => application)
    .sort();
}

/**
 * Any member without a conflict there pulls an application back into the discussion; doing it twice changes nothing.
 * Refuses `item-not-waiting` where it is not on the list.
 */
export function pullBack(
  list: readonly NotDiscussed[],
  application: string,
  by: string,
  at: string,
  reason?: string,
): readonly NotDiscussed[] {
  const entry = list.find((one) => one.application === application);
  if (!entry) throw reviewProblems.refuse('item-not-waiting');
  if (entry.pulledBack) return list;
  const pulledBack = { by, at, ...(reason?.trim() ? { reason: reason.trim() } : {}) };
  return list.map((one) => (one === entry ? { ...one, pulledBack } : one));
}

/** What stays undiscussed after all that were pulled back. */
export function undiscussed(list: readonly NotDiscussed[]): ReadonlySet<string> {
  return new Set(list.filter((one) => !one.pulledBack).map((one) => one.application));
}
