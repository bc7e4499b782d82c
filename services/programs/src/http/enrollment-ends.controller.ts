import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags, ApiOperation } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, IfMatch, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { CompleteEnrollment } from '../features/complete-enrollment.js';
import { EndEnrollment } from '../features/end-enrollment.js';
import { GetEnrollment } from '../features/get-enrollment.js';
import { WithdrawEnrollment } from '../features/withdraw-enrollment.js';
import { handOf, tagged } from './answers.js';
import { EnrollmentShape, Finish } from './enrollment-shapes.js';

/** Each of them is final; only a source makes an ended enrollment live again. */
@ApiTags('enrollments')
@Controller('/api/v1/enrollments')
export class EnrollmentEndsController {
  constructor(
    private readonly ending: EndEnrollment,
    private readonly withdrawing: WithdrawEnrollment,
    private readonly completing: CompleteEnrollment,
    private readonly getting: GetEnrollment,
  ) {}

  @Post(':id/end')
  @ApiOperation({ summary: 'End an enrollment by hand; needs If-Match' })
  @HttpCode(200)
  @Permit('enrollments:write')
  @Idempotent()
  @IfMatch()
  @ApiOkResponse({ type: EnrollmentShape })
  async end(
    @IdParam() id: string,
    @Body() { lastDay }: Finish,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EnrollmentShape> {
    const hand = handOf(caller, ifMatch);
    await this.ending.run({ id, lastDay: lastDay ?? undefined, hand });
    return tagged(reply, await this.getting.run(id));
  }

  @Post(':id/withdraw')
  @ApiOperation({ summary: 'Withdraw an enrollment; needs If-Match' })
  @HttpCode(200)
  @Permit('enrollments:write')
  @Idempotent()
  @IfMatch()
  @ApiOkResponse({ type: EnrollmentShape })
  async withdraw(
    @IdParam() id: string,
    @Body() { lastDay }: Finish,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EnrollmentShape> {
    const hand = handOf(caller, ifMatch);
    await this.withdrawing.run({ id, lastDay: lastDay ?? undefined, hand });
    return tagged(reply, await this.getting.run(id));
  }

  @Post(':id/complete')
  @ApiOperation({ summary: 'Complete an enrollment; needs If-Match' })
  @HttpCode(200)
  @Permit('enrollments:write')
  @Idempotent()
  @IfMatch()
  @ApiOkResponse({ type: EnrollmentShape })
  async complete(
    @IdParam() id: string,
    @Body() { lastDay }: Finish,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EnrollmentShape> {
    const hand = handOf(caller, ifMatch);
    await this.completing.run({ id, lastDay: lastDay ?? undefined, hand });
    return tagged(reply, await this.getting.run(id));
  }
}
