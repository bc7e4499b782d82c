import { Readable } from 'node:stream';
import { Body, Controller, Get, Header, HttpCode, Post, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, Permit } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { GetCallSheet } from '../features/get-call-sheet.js';
import { PlanMeeting } from '../features/plan-meeting.js';
import { RunMeeting, type MeetingAct } from '../features/run-meeting.js';
import { ShowMeeting } from '../features/show-meeting.js';
import { WatchMeeting } from '../features/watch-meeting.js';
import { ActingPerson } from './acting.js';
import {
  AttendanceBody,
  CallSheetItem,
  MeetingAnswer,
  MotionBody,
  PlanBody,
  PresentBody,
  SettleBody,
} from './meeting-shapes.js';

@ApiTags('meeting')
@Controller(':id/meeting')
export class MeetingController {
  constructor(
    private readonly planMeeting: PlanMeeting,
    private readonly runMeeting: RunMeeting,
    private readonly showMeeting: ShowMeeting,
    private readonly watchMeeting: WatchMeeting,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'The meeting as one’s own screen shows it' })
  @ApiOkResponse({ type: MeetingAnswer })
  show(@IdParam() committeeId: string, @ActingPerson() personId: string): Promise<MeetingAnswer> {
    return this.showMeeting.run(committeeId, personId);
  }

  @Get('events')
  @Permit('self')
  @ApiProduces('text/event-stream')
  @ApiOperation({
    summary: 'The same, followed live',
    description:
      'Server-sent events: each `screen` is the whole screen, sent when it changes. The stream ends after nine minutes; connect again with a fresh token.',
  })
  @ApiOkResponse({ type: MeetingAnswer })
  async follow(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const frames = await this.watchMeeting.run(committeeId, personId);
    await reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(Readable.from(frames));
  }

  @Put()
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Plan the meeting: agenda in the order with the fewest recusals, and quorum' })
  @ApiOkResponse({ type: MeetingAnswer })
  async plan(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Body() { quorum }: PlanBody,
  ): Promise<MeetingAnswer> {
    await this.planMeeting.run(committeeId, personId, quorum);
    return this.showMeeting.run(committeeId, personId);
  }

  @Post('open')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Open the meeting with those present' })
  @ApiOkResponse({ type: MeetingAnswer })
  open(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Body() { present }: PresentBody,
  ): Promise<MeetingAnswer> {
    return this.act(committeeId, personId, { act: 'open', present: present.map((id) => id.toLowerCase()) });
  }

  @Post('attendance')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Somebody comes or leaves' })
  @ApiOkResponse({ type: MeetingAnswer })
  attend(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Body() body: AttendanceBody,
  ): Promise<MeetingAnswer> {
    return this.act(committeeId, personId, { act: body.step, personId: body.personId.toLowerCase() });
  }

  @Post('items/:applicationId/take-up')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Make an application the live one' })
  @ApiOkResponse({ type: MeetingAnswer })
  takeUp(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
  ): Promise<MeetingAnswer> {
    return this.act(committeeId, personId, { act: 'take-up', applicationId });
  }

  @Post('items/:applicationId/settle')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'End the live application, for good or until later' })
  @ApiOkResponse({ type: MeetingAnswer })
  settle(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
    @Body() { as }: SettleBody,
  ): Promise<MeetingAnswer> {
    return this.act(committeeId, personId, { act: 'settle', applicationId, as });
  }

  @Post('motions')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Record a motion with its count' })
  @ApiOkResponse({ type: MeetingAnswer })
  motion(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Body() { applicationId, text, inFavour, against, abstained }: MotionBody,
  ): Promise<MeetingAnswer> {
    const motion = { act: 'motion', text, inFavour, against, abstained } as const;
    const about = applicationId === undefined ? {} : { applicationId: applicationId.toLowerCase() };
    return this.act(committeeId, personId, { ...motion, ...about });
  }

  @Post('close')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Close the meeting' })
  @ApiOkResponse({ type: MeetingAnswer })
  close(@IdParam() committeeId: string, @ActingPerson() personId: string): Promise<MeetingAnswer> {
    return this.act(committeeId, personId, { act: 'close' });
  }

  private async act(committeeId: string, personId: string, act: MeetingAct): Promise<MeetingAnswer> {
    await this.runMeeting.run(committeeId, personId, act);
    return this.showMeeting.run(committeeId, personId);
  }
}

@ApiTags('meeting')
@Controller(':id/meeting')
export class CallSheetController {
  constructor(private readonly getCallSheet: GetCallSheet) {}

  @Get('call-sheet')
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'Who leaves and who comes back before each application, for the officer at the door' })
  @ApiOkResponse({ type: [CallSheetItem] })
  async callSheet(@IdParam() committeeId: string, @ActingPerson() personId: string): Promise<CallSheetItem[]> {
    return [...(await this.getCallSheet.run(committeeId, personId))];
  }
}
