import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { confirm, type Review } from '../../reviews/review.js';
import { reviewProblems } from '../../problems.js';
import { Reviews } from '../domain/reviews.js';
import { Sight } from '../domain/sight.js';
import { mustHaveSigned } from '../domain/view.js';
import { mustBeTimeTo, writerOf } from '../domain/writing.js';

export interface ConfirmReviewCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly reviewId: string;
  readonly check: (revision: number) => void;
}

@Injectable()
export class ConfirmReview {
  constructor(
    private readonly sight: Sight,
    private readonly reviews: Reviews,
    private readonly clock: Clock,
  ) {}

  /** Makes it the reviewer's own: from then on it counts. Refuses `not-in-this-phase` once reviews are not written any more. */
  async run({ committeeId, personId, reviewId, check }: ConfirmReviewCommand): Promise<Review> {
    const view = await this.sight.in(committeeId, personId);
    const readable = await this.reviews.readable(view, reviewId);
    mustHaveSigned(view);
    if (!readable.own) throw reviewProblems.refuse('confirmed-by-reviewer-only');
    mustBeTimeTo('review', view);
    const now = this.clock.now();
    return this.reviews.change(view, reviewId, view.personId, now, ({ review }) => {
      check(review.revision);
      return confirm(review, writerOf(view, readable, review.reviewer), now);
    });
  }
}
