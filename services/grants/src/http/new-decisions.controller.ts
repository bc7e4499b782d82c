import { Body, Controller, Get, Header, Headers, HttpCode, Post, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { outcomes, type Outcome } from '@chiron/contracts/grants';
import { CurrentCaller, IdParam, Idempotent, Permit, requireMatch, IfMatch, Words, type Caller } from '@chiron/http';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { NewDecision } from '../domain/new-decision.js';
import type { KeptNewDecision } from '../domain/new-decisions.js';
import { AnnounceNewDecision } from '../features/announce-new-decision.js';
import { DecideAnew } from '../features/decide-anew.js';
import { GetNewDecision } from '../features/get-new-decision.js';
import { PrepareNewDecision } from '../features/prepare-new-decision.js';
import { personOf, tagged } from './answers.js';

const minor = { type: 'integer', nullable: true, description: 'integer minor units; only where it is paid' } as const;
const moment = { type: 'string', format: 'date-time', nullable: true } as const;
const states = ['open', 'prepared', 'decided', 'announced'] as const;

class NewDecisionGiven {
  @ApiProperty({ enum: outcomes }) @IsIn(outcomes) outcome: Outcome;
  @ApiPropertyOptional(minor) @IsOptional() @IsInt() @Min(0) @Max(Number.MAX_SAFE_INTEGER) amountMinor?: number | null;
}
class NewDecisionReason {
  @ApiProperty({ type: 'string', maxLength: 4_000, description: 'why it is decided so, for the record' })
  @Words(4_000)
  reason: string;
}
class NewDecisionShape {
  @ApiProperty({ type: 'string', format: 'uuid' }) applicationId: string;
  @ApiProperty({ type: 'string' }) number: string;
  @ApiProperty({ enum: states }) state: NewDecision['state'];
  @ApiProperty({ enum: outcomes, nullable: true }) outcome: Outcome | null;
  @ApiProperty(minor) amountMinor: number | null;
  @ApiProperty({ type: 'string', nullable: true }) reason: string | null;
  @ApiProperty(moment) decidedAt: string | null;
  @ApiProperty(moment) announcedAt: string | null;

  static of({ decision, number }: KeptNewDecision): NewDecisionShape {
    const { applicationId, state } = decision;
    const made = decision.state === 'open' ? null : decision;
    const decided = decision.state === 'decided' || decision.state === 'announced' ? decision : null;
    return {
      applicationId,
      number,
      state,
      outcome: made?.outcome ?? null,
      amountMinor: made?.amountMinor ?? null,
      reason: decided?.reason ?? null,
      decidedAt: decided?.decidedAt ?? null,
      announcedAt: decision.state === 'announced' ? decision.announcedAt : null,
    };
  }
}

const command = (callId: string, applicationId: string, caller: Caller, ifMatch?: string) => ({
  callId,
  applicationId,
  by: personOf(caller),
  match: (revision: number) => requireMatch(ifMatch, revision),
});
const answer = (reply: FastifyReply, kept: KeptNewDecision): NewDecisionShape =>
  tagged(reply, kept.revision, NewDecisionShape.of(kept));

@ApiTags('appeals')
@Controller('api/v1/calls/:id/new-decisions/:applicationId')
export class NewDecisionsController {
  constructor(
    private readonly getting: GetNewDecision,
    private readonly preparing: PrepareNewDecision,
    private readonly deciding: DecideAnew,
    private readonly announcing: AnnounceNewDecision,
  ) {}

  @Get()
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The new decision that an upheld appeal opened', description: 'For officers and the approver.' }) // prettier-ignore
  @ApiOkResponse({ type: NewDecisionShape })
  async get(
    @IdParam() id: string,
    @IdParam('applicationId') applicationId: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewDecisionShape> {
    return answer(reply, await this.getting.run(command(id, applicationId, caller)));
  }

  @Put()
  @Permit('self')
  @Idempotent()
  @IfMatch()
  @ApiOperation({ summary: 'Prepare a new decision', description: 'Within the budget of the call, with all that stands of the round. What was decided before falls back to being prepared.' }) // prettier-ignore
  @ApiOkResponse({ type: NewDecisionShape })
  async prepare(
    @IdParam() id: string,
    @IdParam('applicationId') applicationId: string,
    @Body() { outcome, amountMinor }: NewDecisionGiven,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewDecisionShape> {
    const given = { outcome, amountMinor: amountMinor ?? null };
    return answer(reply, await this.preparing.run({ ...command(id, applicationId, caller, ifMatch), ...given }));
  }

  @Post('decide')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @IfMatch()
  @ApiOperation({ summary: 'Decide one application anew, with a reason', description: 'For the approver that the call names. Nobody is told yet.' }) // prettier-ignore
  @ApiOkResponse({ type: NewDecisionShape })
  async decide(
    @IdParam() id: string,
    @IdParam('applicationId') applicationId: string,
    @Body() { reason }: NewDecisionReason,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewDecisionShape> {
    return answer(reply, await this.deciding.run({ ...command(id, applicationId, caller, ifMatch), reason }));
  }

  @Post('announcement')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @IfMatch()
  @ApiOperation({ summary: 'Announce a new decision to its applicant', description: 'For grants officers. What is funded becomes a grant.' }) // prettier-ignore
  @ApiOkResponse({ type: NewDecisionShape })
  async announce(
    @IdParam() id: string,
    @IdParam('applicationId') applicationId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewDecisionShape> {
    return answer(reply, await this.announcing.run(command(id, applicationId, caller, ifMatch)));
  }
}
