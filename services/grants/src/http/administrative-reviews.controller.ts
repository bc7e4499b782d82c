import { Body, Controller, Get, Header, Headers, Put, Query } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CurrentCaller,
  decodeCursor,
  IdParam,
  Idempotent,
  pageOf,
  Permit,
  requireMatch,
  type Caller,
} from '@chiron/http';
import { GetAdministrativeReview } from '../features/get-administrative-review.js';
import { ListAdministrativeReviews } from '../features/list-administrative-reviews.js';
import { ReviewAdministratively } from '../features/review-administratively.js';
import {
  AdministrativeReviewGiven,
  AdministrativeReviewShape,
  administrativeReviewShape,
  checksFrom,
  lookedShape,
  LooksPage,
  LooksQuery,
} from './administrative-review-shapes.js';
import { personOf } from './answers.js';

@ApiTags('administrative review')
@Controller('api/v1')
export class AdministrativeReviewsController {
  constructor(
    private readonly reviewing: ReviewAdministratively,
    private readonly getting: GetAdministrativeReview,
    private readonly listing: ListAdministrativeReviews,
  ) {}

  @Put('applications/:id/administrative-review')
  @Permit('self')
  @Idempotent()
  @ApiHeader({ name: 'If-Match', required: true, description: 'the ETag of the application that was looked at' })
  @ApiOperation({
    summary: 'Look at what was handed in: complete, eligible, responsive',
    description: 'Where all three hold it goes to review; else it is returned without review, for a reason.',
  })
  @ApiOkResponse({ type: AdministrativeReviewShape })
  async review(
    @IdParam() id: string,
    @Body() given: AdministrativeReviewGiven,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<AdministrativeReviewShape> {
    const review = await this.reviewing.run({
      applicationId: id,
      by: personOf(caller),
      checks: checksFrom(given),
      reason: given.reason ?? null,
      match: (revision) => requireMatch(ifMatch, revision),
    });
    return administrativeReviewShape({ review, officer: true });
  }

  @Get('applications/:id/administrative-review')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The administrative review; its applicant reads it where it was returned' })
  @ApiOkResponse({ type: AdministrativeReviewShape })
  async get(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<AdministrativeReviewShape> {
    return administrativeReviewShape(await this.getting.run({ applicationId: id, by: personOf(caller) }));
  }

  @Get('calls/:id/administrative-reviews')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Full applications of a call that were handed in, by number; for grants officers' })
  @ApiOkResponse({ type: LooksPage })
  async list(
    @IdParam() id: string,
    @Query() { limit, cursor, outcome }: LooksQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<LooksPage> {
    const after =
      cursor === undefined ? undefined : (decodeCursor(cursor, 1, ([n]) => typeof n === 'string')[0] as string);
    const found = await this.listing.run({ callId: id, by: personOf(caller), outcome, limit: limit + 1, after });
    const page = pageOf(found, limit, ({ number }) => [number]);
    return { ...page, items: page.items.map(lookedShape) };
  }
}
