import { Body, Controller, Get, Headers, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Clock } from '@chiron/contracts/core';
import { CurrentCaller, IdParam, Idempotent, pageOf, Permit, requireMatch, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { ChangeCall } from '../features/change-call.js';
import { CreateCall } from '../features/create-call.js';
import { GetCall } from '../features/get-call.js';
import { ListCalls } from '../features/list-calls.js';
import { idAfter, made, personOf, tagged } from './answers.js';
import { CallChange, NewCall } from './call-given.js';
import { settingsFrom, wishFrom } from './call-settings.js';
import { callShape, CallShape, CallsPage, CallsQuery } from './call-shapes.js';

const address = '/api/v1/calls';
/** “now” for what is shown of windows; moments know no zone */
const clock = new Clock('UTC');

@ApiTags('calls')
@Controller(address)
export class CallsController {
  constructor(
    private readonly creating: CreateCall,
    private readonly changing: ChangeCall,
    private readonly getting: GetCall,
    private readonly listing: ListCalls,
  ) {}

  @Post()
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Begin the draft of a call; for grants officers' })
  @ApiCreatedResponse({ type: CallShape })
  async create(
    @Body() given: NewCall,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallShape> {
    const by = personOf(caller);
    const { call, revision } = await this.creating.run({ settings: (zone) => settingsFrom(given, zone), by });
    return made(reply, `${address}/${call.id}`, revision, callShape(call, revision, true, clock.now()));
  }

  @Get()
  @Permit('self')
  @ApiOperation({ summary: 'Calls, the newest first; drafts are for grants officers alone' })
  @ApiOkResponse({ type: CallsPage })
  async list(@Query() { limit, cursor, state }: CallsQuery, @CurrentCaller() caller: Caller): Promise<CallsPage> {
    const after = idAfter(cursor);
    const { items, officer } = await this.listing.run({
      by: personOf(caller),
      limit,
      ...(after && { after }),
      ...(state && { state }),
    });
    const page = pageOf(items, limit, ({ call }) => [call.id]);
    const now = clock.now();
    return { ...page, items: page.items.map(({ call, revision }) => callShape(call, revision, officer, now)) };
  }

  @Get(':id')
  @Permit('self')
  @ApiOperation({ summary: 'A call; officers see its rules, its settings of review and its approver' })
  @ApiOkResponse({ type: CallShape })
  async get(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallShape> {
    const { call, revision, officer } = await this.getting.run({ id, by: personOf(caller) });
    return tagged(reply, revision, callShape(call, revision, officer, clock.now()));
  }

  @Patch(':id')
  @Permit('self')
  @Idempotent()
  @ApiHeader({ name: 'If-Match', required: true, description: 'the ETag that was read' })
  @ApiOperation({
    summary:
      'Change a call; of a published one what applicants rely on and how they are judged stands, deadlines become later',
  })
  @ApiOkResponse({ type: CallShape })
  async change(
    @IdParam() id: string,
    @Body() given: CallChange,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallShape> {
    const { call, revision } = await this.changing.run({
      id,
      by: personOf(caller),
      wish: wishFrom(given),
      approverId: given.approverId,
      match: (present) => requireMatch(ifMatch, present),
    });
    return tagged(reply, revision, callShape(call, revision, true, clock.now()));
  }
}
