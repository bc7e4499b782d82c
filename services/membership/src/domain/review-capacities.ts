import type { Decision } from '@chiron/contracts/core';
import type { ReviewCapacity, SeasonOfPerson } from './review-capacity.js';

/** What people take on in a season; each says it of one season at a time. */
export abstract class ReviewCapacities {
  /**
   * Locks the person as whom this id is read, decides, writes and tells, in one transaction; answers with that person's
   * id and the revision. Records merged into that person keep rows of their own: what was said of one of them for this
   * season is decided anew, too, so that no earlier word for the same human holds on.
   * @param expected the revision the caller read, 0 for none, checked under the lock
   * @throws Refusal `not-found`
   */
  abstract change(
    of: SeasonOfPerson,
    by: string,
    decide: (of: SeasonOfPerson, present: ReviewCapacity | null) => Decision<ReviewCapacity>,
    expected: (revision: number) => void,
  ): Promise<{ personId: string; revision: number }>;
}
