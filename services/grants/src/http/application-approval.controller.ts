import { Body, Controller, Get, Header, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { AskChair } from '../features/ask-chair.js';
import { GetApproval } from '../features/get-approval.js';
import { personOf } from './answers.js';
import { ApprovalShape, ChairGiven } from './reference-shapes.js';

@ApiTags('application approval')
@Controller('/api/v1/applications/:id/approval')
export class ApplicationApprovalController {
  constructor(
    private readonly asking: AskChair,
    private readonly getting: GetApproval,
  ) {}

  @Get()
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'What the department chair was asked and answered' })
  @ApiOkResponse({ type: ApprovalShape })
  get(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<ApprovalShape> {
    return this.getting.run(id, personOf(caller));
  }

  @Post()
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Ask the department chair, or another, or again; an earlier link ends' })
  @ApiCreatedResponse({ type: ApprovalShape })
  async ask(
    @IdParam() id: string,
    @Body() { name, email, department }: ChairGiven,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApprovalShape> {
    const wanted = { name, email, department };
    const approval = await this.asking.run({ applicationId: id, personId: personOf(caller), wanted });
    void reply.header('location', `/api/v1/applications/${id}/approval`);
    return approval;
  }
}
