import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Clock } from '@chiron/contracts/core';
import { CurrentCaller, IdParam, Idempotent, Permit, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { CloseCall } from '../features/close-call.js';
import { PublishCall } from '../features/publish-call.js';
import { personOf, tagged } from './answers.js';
import { CallClosing } from './call-given.js';
import { callShape, CallShape } from './call-shapes.js';

@ApiTags('calls')
@Controller('api/v1/calls/:id')
export class CallActsController {
  constructor(
    private readonly publishing: PublishCall,
    private readonly closing: CloseCall,
    private readonly clock: Clock,
  ) {}

  @Post('publish')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Put it before the public; every stage needs a published form, and somebody who decides' })
  @ApiOkResponse({ type: CallShape })
  async publish(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallShape> {
    const { call, revision } = await this.publishing.run({ id, by: personOf(caller) });
    return tagged(reply, revision, callShape(call, revision, true, this.clock.now()));
  }

  @Post('close')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'The round is over; while a window is open, a reason is needed' })
  @ApiOkResponse({ type: CallShape })
  async close(
    @IdParam() id: string,
    @Body() body: CallClosing,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallShape> {
    const { call, revision } = await this.closing.run({ id, by: personOf(caller), reason: body?.reason ?? null });
    return tagged(reply, revision, callShape(call, revision, true, this.clock.now()));
  }
}
