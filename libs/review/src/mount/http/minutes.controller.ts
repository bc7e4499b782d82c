import { Body, Controller, Get, Header, Headers, HttpCode, Post, Put, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator'; // prettier-ignore
import { IdParam, IsMoment, Idempotent, Permit, etag, requireMatch } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import type { Minute } from '../../meeting/minutes.js';
import type { Minutes } from '../domain/minutes.js';
import { ApproveMinutes } from '../features/approve-minutes.js';
import { DraftMinutes } from '../features/draft-minutes.js';
import { EditMinutes } from '../features/edit-minutes.js';
import { GetMinutes } from '../features/get-minutes.js';
import { ActingPerson } from './acting.js';

class MinuteShape implements Minute {
  @ApiProperty({ type: String, format: 'date-time' }) @IsMoment() at: string;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'what it is about; hidden with it' })
  @IsOptional()
  @IsUUID()
  application?: string;
  @ApiProperty() @IsString() @MaxLength(20_000) text: string;
}

class MinutesBody {
  @ApiProperty({ type: [MinuteShape] })
  @IsArray()
  @ArrayMaxSize(10_000)
  @ValidateNested({ each: true })
  @Type(() => MinuteShape)
  paragraphs: MinuteShape[];
}

class MinutesAnswer implements Minutes {
  @ApiProperty({ enum: ['draft', 'approved'] }) state: 'draft' | 'approved';
  @ApiProperty({ type: [MinuteShape] }) paragraphs: readonly MinuteShape[];
  @ApiProperty({ type: 'integer' }) revision: number;
  @ApiPropertyOptional({ type: String, format: 'uuid' }) approvedBy?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) approvedAt?: string;
}

const ifMatch = (match: string | undefined) => (present: Minutes | null) =>
  present ? requireMatch(match, present.revision) : undefined;

function tagged(reply: FastifyReply, minutes: Minutes): MinutesAnswer {
  void reply.header('etag', etag(minutes.revision));
  return minutes;
}

@ApiTags('meeting')
@Controller(':id/minutes')
export class MinutesController {
  constructor(
    private readonly getMinutes: GetMinutes,
    private readonly draftMinutes: DraftMinutes,
    private readonly editMinutes: EditMinutes,
    private readonly approveMinutes: ApproveMinutes,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'The minutes, without what one may not know of' })
  @ApiOkResponse({ type: MinutesAnswer })
  async show(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MinutesAnswer> {
    return tagged(reply, await this.getMinutes.run(committeeId, personId));
  }

  @Post('draft')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiHeader({ name: 'If-Match', required: false, description: 'needed once there is a draft, which it replaces' })
  @ApiOperation({ summary: 'Draft the minutes from what happened' })
  @ApiOkResponse({ type: MinutesAnswer })
  async draft(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MinutesAnswer> {
    return tagged(reply, await this.draftMinutes.run(committeeId, personId, ifMatch(match)));
  }

  @Put()
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Edit the draft' })
  @ApiOkResponse({ type: MinutesAnswer })
  async edit(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Body() { paragraphs }: MinutesBody,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MinutesAnswer> {
    const lines = paragraphs.map((line) =>
      line.application === undefined ? line : { ...line, application: line.application.toLowerCase() },
    );
    const command = { committeeId, personId, paragraphs: lines, check: ifMatch(match) };
    return tagged(reply, await this.editMinutes.run(command));
  }

  @Post('approve')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Approve the minutes: members read them from then on' })
  @ApiOkResponse({ type: MinutesAnswer })
  async approve(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MinutesAnswer> {
    return tagged(reply, await this.approveMinutes.run(committeeId, personId, ifMatch(match)));
  }
}
