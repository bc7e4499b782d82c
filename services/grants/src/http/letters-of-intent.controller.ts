import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, requireMatch, IfMatch, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { AnswerLetter, type LetterAnswer } from '../features/answer-letter.js';
import { GetApplication } from '../features/get-application.js';
import { personOf, tagged } from './answers.js';
import { ApplicationShape, applicationShape, LetterInvitation, LetterDecline } from './application-shapes.js';

@ApiTags('applications')
@Controller('/api/v1/applications')
export class LettersOfIntentController {
  constructor(
    private readonly answering: AnswerLetter,
    private readonly getting: GetApplication,
  ) {}

  @Post(':id/invite')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @IfMatch()
  @ApiOperation({ summary: 'An officer answers a letter of intent with an invitation to apply' })
  @ApiOkResponse({ type: ApplicationShape })
  invite(
    @IdParam() id: string,
    @Body() { dueAt }: LetterInvitation,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationShape> {
    return this.answer(id, { invited: true, dueAt: dueAt ?? null }, ifMatch, caller, reply);
  }

  @Post(':id/decline-letter')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @IfMatch()
  @ApiOperation({ summary: 'An officer answers a letter of intent without an invitation' })
  @ApiOkResponse({ type: ApplicationShape })
  decline(
    @IdParam() id: string,
    @Body() { reason }: LetterDecline,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationShape> {
    return this.answer(id, { invited: false, reason }, ifMatch, caller, reply);
  }

  private async answer(
    id: string,
    answer: LetterAnswer,
    ifMatch: string | undefined,
    caller: Caller,
    reply: FastifyReply,
  ): Promise<ApplicationShape> {
    const personId = personOf(caller);
    await this.answering.run({
      applicationId: id,
      personId,
      answer,
      match: (revision) => requireMatch(ifMatch, revision),
    });
    const found = await this.getting.run(id, personId);
    return tagged(reply, found.revision, applicationShape(found));
  }
}
