import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import type { Answers } from '../../forms/rubric.js';
import { write, type Review } from '../../reviews/review.js';
import { Reviews } from '../domain/reviews.js';
import { Sight } from '../domain/sight.js';
import { mustHaveSigned } from '../domain/view.js';
import { mustBeTimeTo, mustWrite, writerOf } from '../domain/writing.js';

export interface SaveAnswersCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly reviewId: string;
  readonly answers: Answers;
  /** Sees the present revision; refuses where the caller saw another, so that two tabs never overwrite each other. */
  readonly check: (revision: number) => void;
}

@Injectable()
export class SaveAnswers {
  constructor(
    private readonly sight: Sight,
    private readonly reviews: Reviews,
    private readonly clock: Clock,
  ) {}

  async run({ committeeId, personId, reviewId, answers, check }: SaveAnswersCommand): Promise<Review> {
    const view = await this.sight.in(committeeId, personId);
    const readable = await this.reviews.readable(view, reviewId);
    mustHaveSigned(view);
    const now = this.clock.now();
    return this.reviews.change(view, reviewId, view.personId, now, (atHand) => {
      mustWrite(view, readable, atHand);
      const { review, rubric, window } = atHand;
      check(review.revision);
      mustBeTimeTo('review', view);
      return write(review, answers, rubric, writerOf(view, readable, review.reviewer), window, now);
    });
  }
}
