import { Body, Controller, Headers, HttpCode, Post, Res, applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { IdParam, Idempotent, Permit, etag } from '@chiron/http';
import { DecideConflict, type Verdict } from '../features/decide-conflict.js';
import { ActingPerson } from './acting.js';
import { ReasonBody } from './conflict-shapes.js';

const VerdictOf = (verdict: Verdict, summary: string): MethodDecorator =>
  applyDecorators(Post(verdict), HttpCode(204), Idempotent(), ApiOperation({ summary }), ApiNoContentResponse());

interface Asked {
  readonly id: string;
  readonly conflictId: string;
  readonly reason?: string;
  readonly ifMatch: string | undefined;
  readonly by: string;
  readonly reply: FastifyReply;
}

/** What is decided of one conflict. */
@ApiTags('committees')
@Controller(':id/conflicts/:conflictId')
@Permit('self')
@ApiHeader({ name: 'If-Match', required: false, description: 'needed for whoever decides; not for an own declaration' })
export class VerdictsController {
  constructor(private readonly decideConflict: DecideConflict) {}

  @VerdictOf('confirm', 'A found conflict is one; whoever chairs the application')
  confirm(
    @IdParam() id: string,
    @IdParam('conflictId') conflictId: string,
    @Body() { reason }: ReasonBody,
    @Headers('if-match') ifMatch: string | undefined,
    @ActingPerson() by: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.decide('confirm', { id, conflictId, reason, ifMatch, by, reply });
  }

  @VerdictOf('waive', 'A found conflict is none; whoever chairs the application')
  waive(
    @IdParam() id: string,
    @IdParam('conflictId') conflictId: string,
    @Body() { reason }: ReasonBody,
    @Headers('if-match') ifMatch: string | undefined,
    @ActingPerson() by: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.decide('waive', { id, conflictId, reason, ifMatch, by, reply });
  }

  @VerdictOf('withdraw', 'Take back what was declared (your own, too), or open again what was decided')
  withdraw(
    @IdParam() id: string,
    @IdParam('conflictId') conflictId: string,
    @Body() { reason }: ReasonBody,
    @Headers('if-match') ifMatch: string | undefined,
    @ActingPerson() by: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.decide('withdraw', { id, conflictId, reason, ifMatch, by, reply });
  }

  @VerdictOf('pin', 'Nobody but the chair changes it from now on; the chair')
  pin(
    @IdParam() id: string,
    @IdParam('conflictId') conflictId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @ActingPerson() by: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.decide('pin', { id, conflictId, ifMatch, by, reply });
  }

  @VerdictOf('unpin', 'Others may change it again; the chair')
  unpin(
    @IdParam() id: string,
    @IdParam('conflictId') conflictId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @ActingPerson() by: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.decide('unpin', { id, conflictId, ifMatch, by, reply });
  }

  private async decide(verdict: Verdict, asked: Asked): Promise<void> {
    const { id: committeeId, conflictId, reason, ifMatch, by, reply } = asked;
    const revision = await this.decideConflict.run({ committeeId, conflictId, verdict, reason, ifMatch, by });
    void reply.header('etag', etag(revision));
  }
}
