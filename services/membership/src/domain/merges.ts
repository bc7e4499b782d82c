import type { Merge, Pair, PairDecision } from './merging.js';

export abstract class Merges {
  /** Locks both people, decides, moves the references of the one to the other and tells it. Answers with the merge's id. */
  abstract merge(
    personId: string,
    intoPersonId: string,
    by: string,
    decide: (pair: Pair, mergeId: string) => PairDecision,
  ): Promise<string>;

  /** Locks the merge and both people, decides, moves back the references that go back and tells it. */
  abstract undo(mergeId: string, by: string, decide: (merge: Merge, pair: Pair) => PairDecision): Promise<void>;
}
