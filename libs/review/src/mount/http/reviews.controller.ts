import { Body, Controller, Get, Header, Headers, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, PageQuery, Permit, decodeCursor, etag, isUuidText, requireMatch } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { answersOf } from '../../forms/answers.js';
import { AdoptRubric } from '../features/adopt-rubric.js';
import { ListReviews } from '../features/list-reviews.js';
import { SaveAnswers } from '../features/save-answers.js';
import { ActingPerson } from './acting.js';
import { ReviewStep, reviewAnswer } from './review-answer.js';
import { ReviewItem, ReviewPage, ReviewsQuery, SavedItem, VersionPage } from './review-shapes.js';

@ApiTags('reviews')
@Controller(':id/reviews')
export class ReviewsController {
  constructor(
    private readonly listReviews: ListReviews,
    private readonly saveAnswers: SaveAnswers,
    private readonly adoptRubric: AdoptRubric,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'Reviews that show now: one’s own, and others’ as the phase says' })
  @ApiOkResponse({ type: ReviewPage })
  list(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Query() query: ReviewsQuery,
  ): Promise<ReviewPage> {
    const [after] = query.cursor ? decodeCursor(query.cursor, 1, ([id]) => isUuidText(id)) : [null];
    return this.listReviews.run(committeeId, personId, query, after as string | null);
  }

  @Get(':reviewId')
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'One review' })
  @ApiOkResponse({ type: ReviewItem })
  one(
    @IdParam() committeeId: string,
    @IdParam('reviewId') reviewId: string,
    @ActingPerson() personId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReviewItem> {
    return reviewAnswer(this.listReviews, { committeeId, personId, reviewId }, reply);
  }

  @Get(':reviewId/versions')
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'Every saved version of a review, the newest first: for who wrote it' })
  @ApiOkResponse({ type: VersionPage })
  versions(
    @IdParam() committeeId: string,
    @IdParam('reviewId') reviewId: string,
    @ActingPerson() personId: string,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<VersionPage> {
    const [before] = cursor ? decodeCursor(cursor, 1, ([revision]) => Number.isSafeInteger(revision)) : [null];
    return this.listReviews.versions(committeeId, personId, reviewId, { limit, before: before as number | null });
  }

  @Put(':reviewId/answers')
  @Permit('self')
  @Idempotent()
  @ApiBody({ schema: { type: 'object' } })
  @ApiOperation({
    summary: 'Save the answers',
    description:
      'As a draft: anything may be missing. Needs If-Match; a 412 names the present revision. Every version is kept.',
  })
  @ApiOkResponse({ type: SavedItem })
  async save(
    @IdParam() committeeId: string,
    @IdParam('reviewId') reviewId: string,
    @ActingPerson() personId: string,
    @Body() body: unknown,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SavedItem> {
    const check = (revision: number): void => requireMatch(match, revision);
    const command = { committeeId, personId, reviewId, answers: answersOf(body), check };
    const saved = await this.saveAnswers.run(command);
    void reply.header('etag', etag(saved.revision));
    return saved;
  }

  @ReviewStep(':reviewId/adopt-rubric', 'Move a draft to the present version of the rubric; texts are kept')
  async adopt(
    @IdParam() committeeId: string,
    @IdParam('reviewId') reviewId: string,
    @ActingPerson() personId: string,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReviewItem> {
    const check = (revision: number): void => requireMatch(match, revision);
    await this.adoptRubric.run({ committeeId, personId, reviewId, check });
    return reviewAnswer(this.listReviews, { committeeId, personId, reviewId }, reply);
  }
}
