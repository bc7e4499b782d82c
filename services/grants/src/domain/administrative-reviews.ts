import type { IsoDate } from '@chiron/contracts/core';
import type { Application } from './application.js';
import type { AdministrativeReview } from './administrative-review.js';

/** One full application of a round and the last look at it, where it holds for what was handed in last. */
export interface Looked {
  readonly applicationId: string;
  readonly number: string;
  readonly title: string;
  readonly state: Application['state'];
  readonly submittedAt: string;
  readonly late: boolean;
  readonly review: AdministrativeReview | null;
}

/** The first looks of officers at what was handed in. */
export abstract class AdministrativeReviews {
  /**
   * Runs while nothing is announced: what is accepted meanwhile is before the round, or refused.
   * @param work is told to refuse what comes too late
   */
  abstract before<T>(callId: string, work: (inTime: () => void) => Promise<T>): Promise<T>;
  /** Keeps it instead of an earlier one, in the open transaction, with its step and, where it says no, the letter. */
  abstract keep(review: AdministrativeReview, application: Application): Promise<void>;
  abstract find(applicationId: string): Promise<AdministrativeReview | undefined>;
  /** Full applications of a call that were handed in, without those that do not exist for this person; by number. */
  abstract list(of: {
    readonly callId: string;
    readonly personId: string;
    /** where the call is; conflicts begin and end by it */
    readonly today: IsoDate;
    readonly outcome?: AdministrativeReview['outcome'] | 'open' | undefined;
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<Looked[]>;
}
