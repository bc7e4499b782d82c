import { Body, Controller, Get, Headers, HttpCode, Post, Put, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, Permit, etag, requireMatch } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { BeginReview } from '../features/begin-review.js';
import { ConfirmReview } from '../features/confirm-review.js';
import { ExtendDue } from '../features/extend-due.js';
import { ListExtensions } from '../features/list-extensions.js';
import { ListReviews } from '../features/list-reviews.js';
import { ReopenReview } from '../features/reopen-review.js';
import { SubmitReview } from '../features/submit-review.js';
import { ActingPerson } from './acting.js';
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

  @Post('reviews/:reviewId/submit')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Hand a review in; one that an officer hands in waits for its reviewer to confirm it' })
  @ApiOkResponse({ type: ReviewItem })
  async submit(
    @IdParam() committeeId: string,
    @IdParam('reviewId') reviewId: string,
    @ActingPerson() personId: string,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReviewItem> {
    await this.submitReview.run({ committeeId, personId, reviewId, check: (rev) => requireMatch(match, rev) });
    return this.answer(committeeId, personId, reviewId, reply);
  }

  @Post('reviews/:reviewId/confirm')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Confirm what an officer entered for oneself' })
  @ApiOkResponse({ type: ReviewItem })
  async confirm(
    @IdParam() committeeId: string,
    @IdParam('reviewId') reviewId: string,
    @ActingPerson() personId: string,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReviewItem> {
    await this.confirmReview.run({ committeeId, personId, reviewId, check: (rev) => requireMatch(match, rev) });
    return this.answer(committeeId, personId, reviewId, reply);
  }

  @Post('reviews/:reviewId/reopen')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Open a review again: the reviewer in time, the chair’s side with a reason' })
  @ApiOkResponse({ type: ReviewItem })
  async reopen(
    @IdParam() committeeId: string,
    @IdParam('reviewId') reviewId: string,
    @ActingPerson() personId: string,
    @Body() { reason }: ReopenBody,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReviewItem> {
    const command = { committeeId, personId, reviewId, check: (rev: number) => requireMatch(match, rev) };
    await this.reopenReview.run(reason === undefined ? command : { ...command, reason });
    return this.answer(committeeId, personId, reviewId, reply);
  }

  private async answer(
    committeeId: string,
    personId: string,
    reviewId: string,
    reply: FastifyReply,
  ): Promise<ReviewItem> {
    const review = await this.listReviews.one(committeeId, personId, reviewId);
    void reply.header('etag', etag(review.revision));
    return review;
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
    const command = { committeeId, personId, applicationId };
    const id = await this.beginReview.run(
      reviewerId === undefined ? command : { ...command, reviewerId: reviewerId.toLowerCase() },
    );
    void reply.header('location', `${this.mount.path}/${committeeId}/reviews/${id}`);
    const review = await this.listReviews.one(committeeId, personId, id);
    void reply.header('etag', etag(review.revision));
    return review;
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
