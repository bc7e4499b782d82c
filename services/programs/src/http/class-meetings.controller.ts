import { Body, Controller, Get, Headers, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags, ApiOperation } from '@nestjs/swagger';
import { IdParam, Idempotent, Permit, requireMatch, IfMatch } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { ChangeClassMeeting } from '../features/change-class-meeting.js';
import { CreateClassMeeting } from '../features/create-class-meeting.js';
import { GetClassMeeting } from '../features/get-class-meeting.js';
import { ListClassMeetings } from '../features/list-class-meetings.js';
import { idAfter, made, pageById, tagged } from './answers.js';
import {
  NewClassMeeting,
  ClassMeetingChange,
  ClassMeetingShape,
  ClassMeetingsPage,
  ClassMeetingsQuery,
} from './class-meeting-shapes.js';

const address = '/api/v1/class-meetings';

@ApiTags('class-meetings')
@Controller(address)
export class ClassMeetingsController {
  constructor(
    private readonly creating: CreateClassMeeting,
    private readonly changing: ChangeClassMeeting,
    private readonly getting: GetClassMeeting,
    private readonly listing: ListClassMeetings,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Create a class meeting' })
  @Permit('programs:write')
  @Idempotent()
  @ApiCreatedResponse({ type: ClassMeetingShape })
  async create(
    @Body() { offeringId, ...given }: NewClassMeeting,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClassMeetingShape> {
    const fields = {
      title: given.title,
      beginsAt: new Date(given.beginsAt),
      endsAt: new Date(given.endsAt),
      place: given.place ?? null,
    };
    const classMeeting = await this.creating.run({ offeringId, fields });
    return made(reply, `${address}/${classMeeting.id}`, classMeeting);
  }

  @Get()
  @ApiOperation({ summary: 'List class meetings of an offering' })
  @Permit('programs:read')
  @ApiOkResponse({ type: ClassMeetingsPage })
  async list(@Query() { cursor, limit, ...filters }: ClassMeetingsQuery): Promise<ClassMeetingsPage> {
    return pageById(await this.listing.run({ ...filters, limit, after: idAfter(cursor) }), limit);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a class meeting' })
  @Permit('programs:read')
  @ApiOkResponse({ type: ClassMeetingShape })
  async get(@IdParam() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<ClassMeetingShape> {
    return tagged(reply, await this.getting.run(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a class meeting; needs If-Match' })
  @Permit('programs:write')
  @Idempotent()
  @IfMatch()
  @ApiOkResponse({ type: ClassMeetingShape })
  async change(
    @IdParam() id: string,
    @Body() { beginsAt, endsAt, ...rest }: ClassMeetingChange,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClassMeetingShape> {
    const change = {
      ...rest,
      ...(beginsAt === undefined ? {} : { beginsAt: new Date(beginsAt) }),
      ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt) }),
    };
    const match = (revision: number) => requireMatch(ifMatch, revision);
    return tagged(reply, await this.changing.run({ id, change, match }));
  }
}
