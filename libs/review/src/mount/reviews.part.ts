import { Reviews } from './domain/reviews.js';
import { Rubrics } from './domain/rubrics.js';
import { AdoptRubric } from './features/adopt-rubric.js';
import { BeginReview } from './features/begin-review.js';
import { ConfirmReview } from './features/confirm-review.js';
import { ExtendDue } from './features/extend-due.js';
import { ListReviews } from './features/list-reviews.js';
import { ListRubrics } from './features/list-rubrics.js';
import { ReopenReview } from './features/reopen-review.js';
import { SaveAnswers } from './features/save-answers.js';
import { SetRubric } from './features/set-rubric.js';
import { SubmitReview } from './features/submit-review.js';
import { BeginReviewController, ExtensionsController, ReviewStepsController } from './http/review-steps.controller.js';
import { ReviewsController } from './http/reviews.controller.js';
import { RubricsController } from './http/rubrics.controller.js';
import type { Part } from './part.js';
import { Reviews1795300002000 } from './store/migrations/1795300002000-reviews.js';
import { PgReviews } from './store/reviews.pg.js';
import { PgRubrics } from './store/rubrics.pg.js';

/** Rubrics, reviews, discussion, meeting, ranking and summaries. */
export const reviewsPart: Part = {
  controllers: [
    RubricsController,
    ReviewsController,
    BeginReviewController,
    ReviewStepsController,
    ExtensionsController,
  ],
  features: [
    AdoptRubric,
    BeginReview,
    ConfirmReview,
    ExtendDue,
    ListReviews,
    ListRubrics,
    ReopenReview,
    SaveAnswers,
    SetRubric,
    SubmitReview,
  ],
  stores: [
    { provide: Reviews, useClass: PgReviews },
    { provide: Rubrics, useClass: PgRubrics },
  ],
  migrations: [Reviews1795300002000],
};
