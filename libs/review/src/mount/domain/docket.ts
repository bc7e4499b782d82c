import type { IsoDate } from '@chiron/contracts/core';
import type { Reviewable } from './reviewables.js';

/** The applications before committees: they come and go until the decision, then refused `not-in-this-phase`. */
export abstract class Docket {
  /** Runs with the committee held, in one transaction. */
  abstract change<T>(committeeId: string, by: string, work: (docket: HeldDocket) => Promise<T>): Promise<T>;
  /** Every application that does not exist for this person, before committees or not. */
  abstract hiddenFrom(ids: readonly string[], today: IsoDate): Promise<ReadonlySet<string>>;
  /** Ends what was assigned of it as well. Refuses `reviews-begun`: from then on it is withdrawn or returned, not passed on. */
  abstract drop(committeeId: string, applicationId: string, by: string): Promise<void>;
}

export interface HeldDocket {
  /**
   * Takes these in, or describes them anew; gives the ids of those the committee has now. One that another committee has
   * is left there where `passing` is set; else refused `before-another-committee`, or `reviews-begun` where that one had it.
   */
  take(applications: readonly Reviewable[], passing: boolean): Promise<string[]>;
}
