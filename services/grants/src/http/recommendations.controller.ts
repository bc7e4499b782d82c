import { Body, Controller, Get, Header, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, type Caller } from '@chiron/http';
import { GetRecommendations } from '../features/get-recommendations.js';
import { ProposeRecommendation } from '../features/propose-recommendation.js';
import { Recommend } from '../features/recommend.js';
import { personOf } from './answers.js';
import { RecommendationsGiven, RecommendationsShape } from './decision-shapes.js';

@ApiTags('decisions')
@Controller('api/v1/calls')
export class RecommendationsController {
  constructor(
    private readonly recommending: Recommend,
    private readonly getting: GetRecommendations,
    private readonly proposing: ProposeRecommendation,
  ) {}

  @Put(':id/recommendations/:committeeId')
  @Permit('self')
  @Idempotent()
  @ApiOperation({
    summary: 'What a committee recommends, all of it at once',
    description: 'By its chair or an officer without a conflict in the round. Funding out of order needs a note.',
  })
  @ApiOkResponse({ type: RecommendationsShape })
  async recommend(
    @IdParam() id: string,
    @IdParam('committeeId') committeeId: string,
    @Body() { items }: RecommendationsGiven,
    @CurrentCaller() caller: Caller,
  ): Promise<RecommendationsShape> {
    const kept = items.map(({ applicationId, place, outcome, amountMinor, note }) => ({
      applicationId: applicationId.toLowerCase(),
      place,
      outcome,
      amountMinor: amountMinor ?? null,
      note: note?.trim() || null,
    }));
    return { items: await this.recommending.run({ callId: id, committeeId, by: personOf(caller), items: kept }) };
  }

  @Get(':id/recommendations/:committeeId')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'What a committee recommends, in its order' })
  @ApiOkResponse({ type: RecommendationsShape })
  async get(
    @IdParam() id: string,
    @IdParam('committeeId') committeeId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<RecommendationsShape> {
    return { items: await this.getting.run({ callId: id, committeeId, by: personOf(caller) }) };
  }

  @Get(':id/recommendations/:committeeId/proposal')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'What the committee’s ranking, decided ties and funding line come to',
    description:
      'To be changed where need be, and put as the recommendation; nothing is kept. In the phase of decision.',
  })
  @ApiOkResponse({ type: RecommendationsShape })
  async propose(
    @IdParam() id: string,
    @IdParam('committeeId') committeeId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<RecommendationsShape> {
    return { items: await this.proposing.run({ callId: id, committeeId, by: personOf(caller) }) };
  }
}
