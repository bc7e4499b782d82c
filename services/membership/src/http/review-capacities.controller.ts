import { Body, Controller, Get, Header, Headers, Param, Put, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { seasonPattern } from '@chiron/contracts/membership';
import { CurrentCaller, etag, IdParam, Idempotent, Permit, requireMatch, type Caller } from '@chiron/http';
import { AllotReviewCapacity } from '../features/allot-review-capacity.js';
import { ListReviewCapacities } from '../features/list-review-capacities.js';
import { readSeason, ReviewCapacityBody, ReviewCapacityItem, ReviewCapacityList } from './review-capacity-shapes.js';

@ApiTags('people')
@Controller('api/v1/people/:id/review-capacities')
export class ReviewCapacitiesController {
  constructor(
    private readonly listReviewCapacities: ListReviewCapacities,
    private readonly allotReviewCapacity: AllotReviewCapacity,
  ) {}

  @Get()
  @Permit('people:read')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'How many reviews a person takes on, season by season, and which service has how many of them',
    description: 'Of a merged record: what was said of the person as whom it is read.',
  })
  @ApiOkResponse({ type: ReviewCapacityList })
  async list(@IdParam() id: string): Promise<ReviewCapacityList> {
    return { items: await this.listReviewCapacities.run(id) };
  }

  @Put(':season')
  @Permit('people:write')
  @Idempotent()
  @ApiParam({ name: 'season', schema: { type: 'string', pattern: seasonPattern.source }, example: '2027' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'the ETag of this season’s; the first needs none' })
  @ApiOperation({
    summary: 'Say how many reviews a person takes on in a season, and allot them to services',
    description:
      'The services are told; none appoints the person to more than its share. Committees that have more already keep it. ' +
      'Of a merged record, it is said of the person as whom it is read.',
  })
  @ApiOkResponse({ type: ReviewCapacityItem })
  async put(
    @IdParam() id: string,
    @Param('season') season: string,
    @Body() asked: ReviewCapacityBody,
    @Headers('if-match') match: string | undefined,
    @CurrentCaller() { subject: by }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReviewCapacityItem> {
    const expected = (revision: number): void => {
      if (revision > 0 || match !== undefined) requireMatch(match, revision);
    };
    await this.allotReviewCapacity.run({ personId: id, season: readSeason(season), asked, by, expected });
    const said = await this.listReviewCapacities.one(id, season);
    void reply.header('etag', etag(said.revision));
    return said;
  }
}
