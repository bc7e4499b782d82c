import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { adopt, type Review } from '../../reviews/review.js';
import { Reviews } from '../domain/reviews.js';
import { Rubrics } from '../domain/rubrics.js';
import { Sight } from '../domain/sight.js';
import { mustHaveSigned } from '../domain/view.js';
import { mustBeTimeTo, mustWrite } from '../domain/writing.js';

export interface AdoptRubricCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly reviewId: string;
  readonly check: (revision: number) => void;
}

@Injectable()
export class AdoptRubric {
  constructor(
    private readonly sight: Sight,
    private readonly reviews: Reviews,
    private readonly rubrics: Rubrics,
    private readonly clock: Clock,
  ) {}

  /** Moves a draft to the present version of the rubric. */
  async run({ committeeId, personId, reviewId, check }: AdoptRubricCommand): Promise<Review> {
    const view = await this.sight.in(committeeId, personId);
    const readable = await this.reviews.readable(view, reviewId);
    mustHaveSigned(view);
    mustBeTimeTo('review', view);
    const rubric = await this.rubrics.present(view.committee, view.round);
    return this.reviews.change(view, reviewId, view.personId, this.clock.now(), (atHand) => {
      mustWrite(view, readable, atHand);
      const { review } = atHand;
      check(review.revision);
      return adopt(review, rubric);
    });
  }
}
