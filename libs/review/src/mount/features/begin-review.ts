import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { uuidv7 } from 'uuidv7';
import { beginReview } from '../../reviews/review.js';
import { Reviews } from '../domain/reviews.js';
import { Rubrics } from '../domain/rubrics.js';
import { Sight } from '../domain/sight.js';
import { mustBeMember, mustBeOfficer } from '../domain/view.js';
import { mustBeTimeTo } from '../domain/writing.js';

export interface BeginReviewCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly applicationId: string;
  /** Whose review an officer enters; the caller's own where absent. */
  readonly reviewerId?: string;
}

@Injectable()
export class BeginReview {
  constructor(
    private readonly sight: Sight,
    private readonly reviews: Reviews,
    private readonly rubrics: Rubrics,
    private readonly clock: Clock,
  ) {}

  /** Begins a review; one's own that is begun already is answered as it is. */
  async run({ committeeId, personId, applicationId, reviewerId }: BeginReviewCommand): Promise<string> {
    const view = await this.sight.in(committeeId, personId);
    const own = reviewerId === undefined || view.ids.includes(reviewerId);
    await this.sight.opened(view, applicationId);
    if (!own) mustBeOfficer(view);
    const reviewer = own ? mustBeMember(view).personId : reviewerId;
    const present = own && (await this.reviews.of(applicationId, view.ids));
    if (present) return present;
    mustBeTimeTo('review', view);
    const rubric = await this.rubrics.present(view.committee, view.round);
    const review = beginReview(uuidv7(), applicationId, reviewer, rubric, own ? reviewer : view.personId);
    await this.reviews.begin(view, review, this.clock.now());
    return review.id;
  }
}
