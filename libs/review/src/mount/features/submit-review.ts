import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { submit, type Review } from '../../reviews/review.js';
import { Reviews } from '../domain/reviews.js';
import { Sight } from '../domain/sight.js';
import { mustHaveSigned } from '../domain/view.js';
import { mustBeTimeTo, mustWrite, writerOf } from '../domain/writing.js';

export interface SubmitReviewCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly reviewId: string;
  readonly check: (revision: number) => void;
}

@Injectable()
export class SubmitReview {
  constructor(
    private readonly sight: Sight,
    private readonly reviews: Reviews,
    private readonly clock: Clock,
  ) {}

  async run({ committeeId, personId, reviewId, check }: SubmitReviewCommand): Promise<Review> {
    const view = await this.sight.in(committeeId, personId);
    const readable = await this.reviews.readable(view, reviewId);
    mustHaveSigned(view);
    const now = this.clock.now();
    return this.reviews.change(view, reviewId, view.personId, now, (atHand) => {
      mustWrite(view, readable, atHand);
      const { review, rubric, window } = atHand;
      check(review.revision);
      mustBeTimeTo('review', view);
      return submit(review, rubric, writerOf(view, readable, review.reviewer), window, now);
    });
  }
}
