import { Body, Controller, Get, Header, Headers, HttpCode, Post, Put, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Clock } from '@chiron/contracts/core';
import { IdParam, Idempotent, Permit, etag, requireMatch } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { BreakTie } from '../features/break-tie.js';
import { GetRanking } from '../features/get-ranking.js';
import { GetFunding } from '../features/get-funding.js';
import { ListTies } from '../features/list-ties.js';
import { SetFunding } from '../features/set-funding.js';
import { TryFunding } from '../features/try-funding.js';
import { ActingPerson } from './acting.js';
import {
  FundingAnswer,
  RankingAnswer,
  RuleBody,
  StoredRuleAnswer,
  TieAnswer,
  TieBody,
  TryBody,
} from './ranking-shapes.js';

@ApiTags('ranking')
@Controller(':id')
export class RankingController {
  constructor(
    private readonly getRanking: GetRanking,
    private readonly listTies: ListTies,
    private readonly breakTie: BreakTie,
    private readonly clock: Clock,
  ) {}

  @Get('ranking')
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({
    summary: 'The ranking',
    description: 'Raw and adjusted side by side, fitted without the applications that this person may not know of.',
  })
  @ApiOkResponse({ type: RankingAnswer })
  ranking(@IdParam() committeeId: string, @ActingPerson() personId: string): Promise<RankingAnswer> {
    return this.getRanking.run(committeeId, personId);
  }

  @Get('ties')
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'What was decided between applications, the earliest first' })
  @ApiOkResponse({ type: [TieAnswer] })
  async ties(@IdParam() committeeId: string, @ActingPerson() personId: string): Promise<TieAnswer[]> {
    return [...(await this.listTies.run(committeeId, personId))];
  }

  @Post('ties')
  @Permit('self')
  @Idempotent()
  @ApiOperation({
    summary: 'Decide between applications',
    description: 'Those that stand level, or lie in the bubble: by discussion, or by a lot with a published seed.',
  })
  @ApiCreatedResponse({ type: TieAnswer })
  async decide(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Body() { byWay, applicationIds, seed, reason }: TieBody,
  ): Promise<TieAnswer> {
    const ids = applicationIds.map((id) => id.toLowerCase());
    const command = { committeeId, personId, byWay, applicationIds: ids, reason, now: this.clock.now() };
    return this.breakTie.run(seed === undefined ? command : { ...command, seed });
  }
}

@ApiTags('ranking')
@Controller(':id/funding')
export class FundingController {
  constructor(
    private readonly getFunding: GetFunding,
    private readonly tryFunding: TryFunding,
    private readonly setFunding: SetFunding,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'The funding rule that the committee works with' })
  @ApiOkResponse({ type: StoredRuleAnswer })
  async present(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StoredRuleAnswer> {
    const stored = await this.getFunding.run(committeeId, personId);
    void reply.header('etag', etag(stored.revision));
    return stored;
  }

  @Put()
  @Permit('self')
  @Idempotent()
  @ApiHeader({ name: 'If-Match', required: false, description: 'needed once there is one' })
  @ApiOperation({ summary: 'Set the funding rule: budget, what happens at the line, number of grants' })
  @ApiOkResponse({ type: StoredRuleAnswer })
  async set(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Body() rule: RuleBody,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StoredRuleAnswer> {
    const stored = await this.setFunding.run({
      committeeId,
      personId,
      rule: { ...rule },
      check: (present) => present && requireMatch(match, present.revision),
    });
    void reply.header('etag', etag(stored.revision));
    return stored;
  }

  @Post('try')
  @HttpCode(200)
  @Permit('self')
  @ApiOperation({ summary: 'Move the slider, or one score: who is funded, what is left, what changes; keeps nothing' })
  @ApiOkResponse({ type: FundingAnswer })
  try(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Body() { rule, moved }: TryBody,
  ): Promise<FundingAnswer> {
    return this.tryFunding.run({
      committeeId,
      personId,
      ...(rule ? { rule: { ...rule } } : {}),
      ...(moved
        ? {
            moved: {
              ...moved,
              applicationId: moved.applicationId.toLowerCase(),
              reviewerId: moved.reviewerId.toLowerCase(),
            },
          }
        : {}),
    });
  }
}
