import { Body, Controller, Get, Header, Headers, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, pageOf, Permit, requireMatch, IfMatch, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { GetApplication } from '../features/get-application.js';
import { ListApplications } from '../features/list-applications.js';
import { StartApplication } from '../features/start-application.js';
import { SubmitApplication } from '../features/submit-application.js';
import { idAfter, made, personOf, tagged } from './answers.js';
import {
  ApplicationsFilter,
  ApplicationShape,
  applicationShape,
  ApplicationsPage,
  NewApplication,
} from './application-shapes.js';

const address = '/api/v1/applications';

@ApiTags('applications')
@Controller(address)
export class ApplicationsController {
  constructor(
    private readonly starting: StartApplication,
    private readonly listing: ListApplications,
    private readonly getting: GetApplication,
    private readonly submitting: SubmitApplication,
  ) {}

  @Post()
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Begin an application', description: 'Eligibility is answered first, every rule of it.' })
  @ApiCreatedResponse({ type: ApplicationShape })
  async start(
    @Body() { callId, stage, letterId }: NewApplication,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationShape> {
    const personId = personOf(caller);
    const id = await this.starting.run({
      personId,
      callId: callId.toLowerCase(),
      stage,
      letterId: letterId?.toLowerCase(),
    });
    const found = await this.getting.run(id, personId);
    return made(reply, `${address}/${id}`, found.revision, applicationShape(found));
  }

  @Get()
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'One’s own applications; for a grants officer all of them. The newest first' })
  @ApiOkResponse({ type: ApplicationsPage })
  async list(
    @Query() { limit, cursor, mine, callId, stage, state }: ApplicationsFilter,
    @CurrentCaller() caller: Caller,
  ): Promise<ApplicationsPage> {
    const before = idAfter(cursor);
    const query = { personId: personOf(caller), mine, callId, stage, states: state, limit, before };
    return pageOf(await this.listing.run(query), limit, ({ id }) => [id]);
  }

  @Get(':id')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'One application' })
  @ApiOkResponse({ type: ApplicationShape })
  get(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationShape> {
    return this.answer(id, personOf(caller), reply);
  }

  @Post(':id/submit')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @IfMatch()
  @ApiOperation({ summary: 'Hand it in; what is missing is answered field by field' })
  @ApiOkResponse({ type: ApplicationShape })
  async submit(
    @IdParam() id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationShape> {
    const personId = personOf(caller);
    await this.submitting.run({ applicationId: id, personId, match: (revision) => requireMatch(ifMatch, revision) });
    return this.answer(id, personId, reply);
  }

  private async answer(id: string, personId: string, reply: FastifyReply): Promise<ApplicationShape> {
    const found = await this.getting.run(id, personId);
    return tagged(reply, found.revision, applicationShape(found));
  }
}
