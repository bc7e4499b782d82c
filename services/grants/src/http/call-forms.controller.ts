import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { coreProblems } from '@chiron/contracts/core';
import { CurrentCaller, IdParam, Idempotent, Permit, requireMatch, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import type { CallStage } from '../domain/call.js';
import { GetForm } from '../features/get-form.js';
import { PublishForm } from '../features/publish-form.js';
import { PutForm } from '../features/put-form.js';
import { personOf, tagged } from './answers.js';
import { formShape, FormQuery, FormShape } from './form-shapes.js';

const stageOf = (text: string): CallStage => {
  if (text === 'letter' || text === 'full') return text;
  throw coreProblems.refuse('not-found', { kind: 'stage', id: text });
};

@ApiTags('calls')
@Controller('api/v1/calls/:id/forms/:stage')
export class CallFormsController {
  constructor(
    private readonly getting: GetForm,
    private readonly putting: PutForm,
    private readonly publishing: PublishForm,
  ) {}

  @Get()
  @Permit('self')
  @ApiOperation({ summary: 'The form of a stage, as JSON Schema' })
  @ApiOkResponse({ type: FormShape })
  async get(
    @IdParam() id: string,
    @Param('stage') stage: string,
    @Query() { version = 'published' }: FormQuery,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FormShape> {
    const which = version === 'draft' || version === 'published' ? version : Number(version);
    const found = await this.getting.run({ callId: id, stage: stageOf(stage), version: which, by: personOf(caller) });
    return tagged(reply, found.revision, formShape(found));
  }

  @Put()
  @Permit('self')
  @Idempotent()
  @ApiHeader({ name: 'If-Match', required: false, description: 'the draft’s ETag; without a draft, none is needed' })
  @ApiBody({ schema: { type: 'object', additionalProperties: true } })
  @ApiOperation({ summary: 'Keep the draft of the next version; what is published never changes' })
  @ApiOkResponse({ type: FormShape })
  async put(
    @IdParam() id: string,
    @Param('stage') stage: string,
    @Body() form: object,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FormShape> {
    const match = (revision: number): void => {
      if (revision > 0 || ifMatch !== undefined) requireMatch(ifMatch, revision);
    };
    const kept = await this.putting.run({ callId: id, stage: stageOf(stage), form, by: personOf(caller), match });
    return tagged(reply, kept.revision, formShape(kept));
  }

  @Post('publish')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiHeader({ name: 'If-Match', required: true, description: 'the draft’s ETag' })
  @ApiOperation({ summary: 'The draft becomes the version on which applications are begun from now on' })
  @ApiOkResponse({ type: FormShape })
  async publish(
    @IdParam() id: string,
    @Param('stage') stage: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FormShape> {
    const match = (revision: number): void => requireMatch(ifMatch, revision);
    const kept = await this.publishing.run({ callId: id, stage: stageOf(stage), by: personOf(caller), match });
    return tagged(reply, kept.revision, formShape(kept));
  }
}
