import { Body, Controller, Get, Header, Headers, HttpCode, Post, Put, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, requireMatch, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { AnnounceRound } from '../features/announce-round.js';
import { DecideRound } from '../features/decide-round.js';
import { GetRound } from '../features/get-round.js';
import { PrepareDecisions } from '../features/prepare-decisions.js';
import { personOf, tagged } from './answers.js';
import {
  AnnouncementShape,
  announcementShape,
  DecisionsGiven,
  DryRun,
  RoundShape,
  roundShape,
} from './decision-shapes.js';

const ifMatchHeader = { name: 'If-Match', required: true, description: 'the ETag of the round that was read' } as const;
const matching = (ifMatch: string | undefined) => (revision: number) => requireMatch(ifMatch, revision);

@ApiTags('decisions')
@Controller('api/v1/calls')
export class DecisionsController {
  constructor(
    private readonly getting: GetRound,
    private readonly preparing: PrepareDecisions,
    private readonly deciding: DecideRound,
    private readonly announcing: AnnounceRound,
  ) {}

  @Get(':id/decisions')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The round: what is recommended, prepared and decided', description: 'For officers and the approver without a conflict of interest in it.' }) // prettier-ignore
  @ApiOkResponse({ type: RoundShape })
  async get(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoundShape> {
    const read = await this.getting.run({ callId: id, by: personOf(caller) });
    return tagged(reply, read.revision, roundShape(read));
  }

  @Put(':id/decisions')
  @Permit('self')
  @Idempotent()
  @ApiHeader(ifMatchHeader)
  @ApiOperation({ summary: 'Prepare the decisions of the round in bulk', description: 'What was decided before falls back to being prepared. Departing from a recommendation needs a reason.' }) // prettier-ignore
  @ApiOkResponse({ type: RoundShape })
  async prepare(
    @IdParam() id: string,
    @Body() { items }: DecisionsGiven,
    @Query() { dryRun }: DryRun,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoundShape> {
    const prepared = await this.preparing.run({
      callId: id,
      by: personOf(caller),
      items: items?.map(({ applicationId, outcome, amountMinor, reason }) => ({
        applicationId: applicationId.toLowerCase(),
        outcome,
        amountMinor: amountMinor ?? null,
        reason: reason ?? null,
      })),
      match: matching(ifMatch),
      dryRun,
    });
    return tagged(reply, prepared.revision, roundShape(prepared));
  }

  @Post(':id/decisions/decide')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiHeader(ifMatchHeader)
  @ApiOperation({ summary: 'Decide the round as it is prepared', description: 'For the approver that the call names. Nobody is told yet.' }) // prettier-ignore
  @ApiOkResponse({ type: RoundShape })
  async decide(
    @IdParam() id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoundShape> {
    const decided = await this.deciding.run({ callId: id, by: personOf(caller), match: matching(ifMatch) });
    return tagged(reply, decided.revision, roundShape(decided));
  }

  @Post(':id/announcement')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiHeader(ifMatchHeader)
  @ApiOperation({ summary: 'Announce the decided round: everybody is told at once', description: 'For grants officers. A dry run says who would be told what.' }) // prettier-ignore
  @ApiOkResponse({ type: AnnouncementShape })
  async announce(
    @IdParam() id: string,
    @Query() { dryRun }: DryRun,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnnouncementShape> {
    const announced = await this.announcing.run({ callId: id, by: personOf(caller), match: matching(ifMatch), dryRun });
    return tagged(reply, announced.revision, announcementShape(announced));
  }
}
