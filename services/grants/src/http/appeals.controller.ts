import { Body, Controller, Get, Header, Headers, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, PageQuery, pageOf, Permit, requireMatch, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { AnswerAppeal } from '../features/answer-appeal.js';
import { AppealDecision } from '../features/appeal-decision.js';
import { GetAppeal } from '../features/get-appeal.js';
import { ListAppeals } from '../features/list-appeals.js';
import { idAfter, made, personOf, tagged } from './answers.js';
import { AppealAnswerGiven, AppealGiven, AppealShape, appealShape, AppealsPage } from './outcome-shapes.js';

@ApiTags('appeals')
@Controller('api/v1')
export class AppealsController {
  constructor(
    private readonly appealing: AppealDecision,
    private readonly answering: AnswerAppeal,
    private readonly getting: GetAppeal,
    private readonly listing: ListAppeals,
  ) {}

  @Post('applications/:id/appeal')
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Appeal an announced decision, once, while the window is open' })
  @ApiCreatedResponse({ type: AppealShape })
  async appeal(
    @IdParam() id: string,
    @Body() { grounds }: AppealGiven,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppealShape> {
    const kept = await this.appealing.run({ applicationId: id, by: personOf(caller), grounds });
    return made(reply, `/api/v1/applications/${id}/appeal`, kept.revision, appealShape(kept));
  }

  @Get('applications/:id/appeal')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The appeal of an application' })
  @ApiOkResponse({ type: AppealShape })
  async get(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppealShape> {
    const kept = await this.getting.run({ applicationId: id, by: personOf(caller) });
    return tagged(reply, kept.revision, appealShape(kept));
  }

  @Put('applications/:id/appeal/answer')
  @Permit('self')
  @Idempotent()
  @ApiHeader({ name: 'If-Match', required: true, description: 'the ETag of the appeal that was read' })
  @ApiOperation({ summary: 'Uphold or dismiss an appeal; by an officer who did not decide' })
  @ApiOkResponse({ type: AppealShape })
  async answer(
    @IdParam() id: string,
    @Body() { upheld, reason }: AppealAnswerGiven,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppealShape> {
    const kept = await this.answering.run({
      applicationId: id,
      by: personOf(caller),
      upheld,
      reason,
      match: (revision) => requireMatch(ifMatch, revision),
    });
    return tagged(reply, kept.revision, appealShape(kept));
  }

  @Get('calls/:id/appeals')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Appeals of a round, for officers and the approver' })
  @ApiOkResponse({ type: AppealsPage })
  async list(
    @IdParam() id: string,
    @Query() { limit, cursor }: PageQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<AppealsPage> {
    const after = idAfter(cursor);
    const found = await this.listing.run({ callId: id, by: personOf(caller), limit: limit + 1, after });
    const page = pageOf(found, limit, ({ appeal }) => [appeal.applicationId]);
    return { ...page, items: page.items.map(appealShape) };
  }
}
