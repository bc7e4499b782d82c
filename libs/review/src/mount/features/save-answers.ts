import { Injectable } from '@nestjs/common';
import { Clock, type FieldError } from '@chiron/contracts/core';
import { faultsOf, totalOf, type Answers } from '../../forms/rubric.js';
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

/** What whoever types needs after each save, and no more: it is asked for every few seconds. */
export interface SavedAnswers {
  id: string;
  state: Review['state'];
  revision: number;
  total: number | null;
  overallImpact: number | null;
  /** what a submission still lacks */
  missing: readonly FieldError[];
}

@Injectable()
export class SaveAnswers {
  constructor(
    private readonly sight: Sight,
    private readonly reviews: Reviews,
    private readonly clock: Clock,
  ) {}

  /** Saves what a draft holds so far; the version before is kept. */
  async run({ committeeId, personId, reviewId, answers, check }: SaveAnswersCommand): Promise<SavedAnswers> {
    const view = await this.sight.in(committeeId, personId);
    const readable = await this.reviews.readable(view, reviewId);
    mustHaveSigned(view);
    const now = this.clock.now();
    let missing: readonly FieldError[] = [];
    let total: number | null = null;
    const { id, state, revision } = await this.reviews.change(view, reviewId, view.personId, now, (atHand) => {
      mustWrite(view, readable, atHand);
      const { review, rubric, window } = atHand;
      check(review.revision);
      mustBeTimeTo('review', view);
      missing = faultsOf(rubric, answers, 'submitted');
      total = totalOf(rubric, answers);
      return write(review, answers, rubric, writerOf(view, readable, review.reviewer), window, now);
    });
    return { id, state, revision, total, overallImpact: answers.overallImpact ?? null, missing };
  }
}
