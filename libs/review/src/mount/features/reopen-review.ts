import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { reopen, type Review } from '../../reviews/review.js';
import { Reviews } from '../domain/reviews.js';
import { Sight } from '../domain/sight.js';
import { mustHaveSigned } from '../domain/view.js';
import { mustBeTimeTo, writerOf } from '../domain/writing.js';

export interface ReopenReviewCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly reviewId: string;
  readonly reason?: string;
  readonly check: (revision: number) => void;
}

@Injectable()
export class ReopenReview {
  constructor(
    private readonly sight: Sight,
    private readonly reviews: Reviews,
    private readonly clock: Clock,
  ) {}

  /** The reviewer while reviews are written; else whoever handles the application, with a reason. */
  async run({ committeeId, personId, reviewId, reason, check }: ReopenReviewCommand): Promise<Review> {
    const view = await this.sight.in(committeeId, personId);
    const readable = await this.reviews.readable(view, reviewId);
    mustHaveSigned(view);
    if (!readable.own) await this.sight.handles(view, readable.applicationId);
    mustBeTimeTo('review', view);
    const now = this.clock.now();
    return this.reviews.change(
      view,
      reviewId,
      view.personId,
      now,
      ({ review, window }) => {
        check(review.revision);
        return reopen(review, writerOf(view, readable, review.reviewer), window, now, reason);
      },
      reason?.trim(),
    );
  }
}
