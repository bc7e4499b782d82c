import { Body, Controller, Get, Header, Headers, Post, Put, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, Permit, requireMatch } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { BeginReview } from '../features/begin-review.js';
import { ConfirmReview } from '../features/confirm-review.js';
import { ExtendDue } from '../features/extend-due.js';
import { ListExtensions } from '../features/list-extensions.js';
import { ListReviews } from '../features/list-reviews.js';
import { ReopenReview } from '../features/reopen-review.js';
import { SubmitReview } from '../features/submit-review.js';
import { ActingPerson } from './acting.js';
import { ReviewStep, reviewAnswer } from './review-answer.js';
import { BeginBody, ExtensionBody, ExtensionItem, ReopenBody, ReviewItem } from './review-shapes.js';
import { ReviewMount } from './review-mount.js';

@ApiTags('reviews')
@Controller(':id')
export class ReviewStepsController {
  constructor(
    private readonly listReviews: ListReviews,
    private readonly submitReview: SubmitReview,
    private readonly confirmReview: ConfirmReview,
    private readonly reopenReview: ReopenReview,
  ) {}

  @ReviewStep(
    'reviews/:reviewId/submit',
    'Hand a review in; one that an officer hands in waits for its reviewer to confirm it',
  )
  async submit(
    @IdParam() committeeId: string,
    @IdParam('reviewId') reviewId: string,
    @ActingPerson() personId: string,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReviewItem> {
    const asked = { committeeId, personId, reviewId };
    await this.submitReview.run({ ...asked, check: (revision) => requireMatch(match, revision) });
    return reviewAnswer(this.listReviews, asked, reply);
  }

  @ReviewStep('reviews/:reviewId/confirm', 'Confirm what an officer entered for oneself')
  async confirm(
    @IdParam() committeeId: string,
    @IdParam('reviewId') reviewId: string,
    @ActingPerson() personId: string,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReviewItem> {
    const asked = { committeeId, personId, reviewId };
    await this.confirmReview.run({ ...asked, check: (revision) => requireMatch(match, revision) });
    return reviewAnswer(this.listReviews, asked, reply);
  }

  @ReviewStep('reviews/:reviewId/reopen', 'Open a review again: the reviewer in time, the chair’s side with a reason')
  async reopen(
    @IdParam() committeeId: string,
    @IdParam('reviewId') reviewId: string,
    @ActingPerson() personId: string,
    @Body() { reason }: ReopenBody,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReviewItem> {
    const asked = { committeeId, personId, reviewId };
    const check = (revision: number): void => requireMatch(match, revision);
    await this.reopenReview.run({ ...asked, check, ...(reason !== undefined && { reason }) });
    return reviewAnswer(this.listReviews, asked, reply);
  }
}

@ApiTags('reviews')
@Controller(':id')
export class BeginReviewController {
  constructor(
    private readonly mount: ReviewMount,
    private readonly listReviews: ListReviews,
    private readonly beginReview: BeginReview,
  ) {}

  @Post('applications/:applicationId/reviews')
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Begin one’s review of an application, or one that an officer enters for a reviewer' })
  @ApiCreatedResponse({ type: ReviewItem })
  async begin(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
    @Body() { reviewerId }: BeginBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReviewItem> {
    const reviewId = await this.beginReview.run({
      committeeId,
      personId,
      applicationId,
      ...(reviewerId !== undefined && { reviewerId: reviewerId.toLowerCase() }),
    });
    void reply.header('location', `${this.mount.path}/${committeeId}/reviews/${reviewId}`);
    return reviewAnswer(this.listReviews, { committeeId, personId, reviewId }, reply);
  }
}

@ApiTags('reviews')
@Controller(':id/extensions')
export class ExtensionsController {
  constructor(
    private readonly extendDue: ExtendDue,
    private readonly listExtensions: ListExtensions,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'Reviewers with a due moment of their own' })
  @ApiOkResponse({ type: [ExtensionItem] })
  async all(@IdParam() committeeId: string, @ActingPerson() personId: string): Promise<ExtensionItem[]> {
    return [...(await this.listExtensions.run(committeeId, personId))];
  }

  @Put(':reviewerId')
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Give one reviewer more time' })
  @ApiOkResponse({ type: ExtensionItem })
  extend(
    @IdParam() committeeId: string,
    @IdParam('reviewerId') reviewerId: string,
    @ActingPerson() personId: string,
    @Body() { due, reason }: ExtensionBody,
  ): Promise<ExtensionItem> {
    return this.extendDue.run({ committeeId, personId, reviewerId, due, reason });
  }
}
