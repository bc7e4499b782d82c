import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, requireMatch, IfMatch, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { GetApplication } from '../features/get-application.js';
import { ReopenApplication } from '../features/reopen-application.js';
import { ReturnApplication } from '../features/return-application.js';
import { WithdrawApplication } from '../features/withdraw-application.js';
import { personOf, tagged } from './answers.js';
import {
  ApplicationShape,
  applicationShape,
  ApplicationReopening,
  ApplicationReturn,
  ApplicationWithdrawal,
} from './application-shapes.js';

@ApiTags('applications')
@Controller('/api/v1/applications')
export class ApplicationActsController {
  constructor(
    private readonly withdrawing: WithdrawApplication,
    private readonly reopening: ReopenApplication,
    private readonly returning: ReturnApplication,
    private readonly getting: GetApplication,
  ) {}

  @Post(':id/withdraw')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @IfMatch()
  @ApiOperation({ summary: 'The applicant takes it back' })
  @ApiOkResponse({ type: ApplicationShape })
  async withdraw(
    @IdParam() id: string,
    @Body() { reason }: ApplicationWithdrawal,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationShape> {
    await this.withdrawing.run({ ...own(id, caller, ifMatch), reason: reason ?? null });
    return this.answer(id, caller, reply);
  }

  @Post(':id/reopen')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @IfMatch()
  @ApiOperation({
    summary: 'Open it again',
    description: 'An applicant within the window; an officer with a deadline, also to give a draft longer.',
  })
  @ApiOkResponse({ type: ApplicationShape })
  async reopen(
    @IdParam() id: string,
    @Body() { dueAt }: ApplicationReopening,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationShape> {
    await this.reopening.run({ ...own(id, caller, ifMatch), dueAt: dueAt ?? null });
    return this.answer(id, caller, reply);
  }

  @Post(':id/return')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @IfMatch()
  @ApiOperation({ summary: 'An officer returns it for revision' })
  @ApiOkResponse({ type: ApplicationShape })
  async return(
    @IdParam() id: string,
    @Body() { reason, dueAt }: ApplicationReturn,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationShape> {
    await this.returning.run({ ...own(id, caller, ifMatch), reason, dueAt });
    return this.answer(id, caller, reply);
  }

  private async answer(id: string, caller: Caller, reply: FastifyReply): Promise<ApplicationShape> {
    const found = await this.getting.run(id, personOf(caller));
    return tagged(reply, found.revision, applicationShape(found));
  }
}

const own = (applicationId: string, caller: Caller, ifMatch: string | undefined) => ({
  applicationId,
  personId: personOf(caller),
  match: (revision: number): void => requireMatch(ifMatch, revision),
});
