import type { Rubric } from '../../forms/rubric.js';
import type { DraftReview, Review, ReviewWindow } from '../../reviews/review.js';
import type { Reviewed } from '../../summaries/summary.js';
import type { View } from './view.js';

/** What one person may know of one review. */
export interface Readable {
  readonly reviewId: string;
  readonly applicationId: string;
  readonly own: boolean;
  /** Whether the answers show. */
  readonly content: boolean;
}

/** A review at hand, with the rubric it is written with and its reviewer's window. */
export interface AtHand {
  readonly review: Review;
  readonly rubric: Rubric;
  readonly window: ReviewWindow;
  /** Whether its assignment stands; without one it counts nowhere and is not written on. */
  readonly assigned: boolean;
}

/** Reviews, with every version of each. */
export abstract class Reviews {
  /** What this person may know of a review; `not-found` in the same words where there is none or nothing to know. */
  abstract readable(view: View, reviewId: string): Promise<Readable>;

  /** The reviewer's review of an application, where there is one. */
  abstract of(applicationId: string, reviewerIds: readonly string[]): Promise<string | null>;

  /** Whether this person's own review of an application is handed in. */
  abstract ownIn(view: View, applicationId: string): Promise<boolean>;

  /** Submitted reviews of an application whose assignment stands, with the rubric of each. */
  abstract counting(applicationId: string): Promise<readonly Reviewed[]>;

  /**
   * Keeps a review that begins; no assignment run moves it from then on, and the score of record is fixed with the first. Refuses `not-assigned` where its assignment does
   * not stand, `already-exists`.
   */
  abstract begin(view: View, review: DraftReview, at: string): Promise<void>;

  /** Decides under the review's lock and keeps the version; an answer that is the same object changes nothing. */
  abstract change(
    view: View,
    reviewId: string,
    by: string,
    at: string,
    decide: (atHand: AtHand) => Review,
    reason?: string,
  ): Promise<Review>;
}
