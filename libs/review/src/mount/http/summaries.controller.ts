import { Body, Controller, Get, Header, Headers, HttpCode, Post, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { IdParam, Idempotent, Permit, etag, requireMatch } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import type { AnonymousCritique } from '../../summaries/summary.js';
import type { SummaryView } from '../domain/summaries.js';
import { ApproveSummary } from '../features/approve-summary.js';
import { DraftSummary } from '../features/draft-summary.js';
import { EditSummary } from '../features/edit-summary.js';
import { GetSummary } from '../features/get-summary.js';
import { ActingPerson } from './acting.js';

class SummaryBody {
  @ApiProperty() @IsString() @MaxLength(50_000) strengths: string;
  @ApiProperty() @IsString() @MaxLength(50_000) weaknesses: string;
  @ApiProperty() @IsString() @MaxLength(50_000) advice: string;
}

class CritiqueLine {
  @ApiProperty() title: string;
  @ApiPropertyOptional({ oneOf: [{ type: 'number' }, { type: 'string', enum: ['n/a'] }] }) score?: number | 'n/a';
  @ApiPropertyOptional() sufficient?: boolean;
  @ApiPropertyOptional() text?: string;
}

class Critique implements AnonymousCritique {
  @ApiProperty() label: string;
  @ApiProperty({ type: [CritiqueLine] }) criteria: CritiqueLine[];
}

class SummaryAnswer extends SummaryBody {
  @ApiProperty({ type: String, format: 'uuid' }) application: string;
  @ApiProperty({ enum: ['draft', 'approved'] }) state: 'draft' | 'approved';
  @ApiProperty({ type: 'integer' }) revision: number;
  @ApiPropertyOptional({ type: String, format: 'uuid' }) approvedBy?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) approvedAt?: string;
  @ApiProperty({ type: [Critique], description: 'as they would go to the applicant' })
  critiques: readonly AnonymousCritique[];
}

@ApiTags('summaries')
@Controller(':id/applications/:applicationId/summary')
export class SummariesController {
  constructor(
    private readonly getSummary: GetSummary,
    private readonly draftSummary: DraftSummary,
    private readonly editSummary: EditSummary,
    private readonly approveSummary: ApproveSummary,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'The summary statement with the critiques as they would go to the applicant' })
  @ApiOkResponse({ type: SummaryAnswer })
  async show(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SummaryAnswer> {
    return tagged(reply, await this.getSummary.run(committeeId, personId, applicationId));
  }

  @Post('draft')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Draft it from the critiques; one that is there stays as it is' })
  @ApiOkResponse({ type: SummaryAnswer })
  async draft(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SummaryAnswer> {
    return tagged(reply, await this.draftSummary.run(committeeId, personId, applicationId));
  }

  @Put()
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Edit it; an approved one needs approval anew' })
  @ApiOkResponse({ type: SummaryAnswer })
  async edit(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
    @Body() text: SummaryBody,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SummaryAnswer> {
    const check = (revision: number): void => requireMatch(match, revision);
    await this.editSummary.run({ committeeId, personId, applicationId, text, check });
    return tagged(reply, await this.getSummary.run(committeeId, personId, applicationId));
  }

  @Post('approve')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Approve it for release with the announcement' })
  @ApiOkResponse({ type: SummaryAnswer })
  async approve(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SummaryAnswer> {
    const check = (revision: number): void => requireMatch(match, revision);
    await this.approveSummary.run({ committeeId, personId, applicationId, check });
    return tagged(reply, await this.getSummary.run(committeeId, personId, applicationId));
  }
}

function tagged(reply: FastifyReply, { critiques, ...summary }: SummaryView): SummaryAnswer {
  void reply.header('etag', etag(summary.revision));
  return { ...summary, critiques } as SummaryAnswer;
}
