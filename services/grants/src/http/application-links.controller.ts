import { Body, Controller, Get, Header, Headers, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { coreProblems } from '@chiron/contracts/core';
import {
  CurrentCaller,
  Idempotent,
  MayStay,
  Permit,
  Public,
  requireMatch,
  IfMatch,
  Words,
  type Caller,
} from '@chiron/http';
import { IsBoolean, IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { AnswerConsent } from '../features/answer-consent.js';
import { DecideApproval } from '../features/decide-approval.js';
import { OpenLink, type LinkOpened } from '../features/open-link.js';
import { WriteLetter, type LetterAct } from '../features/write-letter.js';
import { personOf, tagged } from './answers.js';
import { LetterText } from './reference-shapes.js';

class ConsentGiven {
  @ApiProperty({ type: 'boolean', description: 'false declines, and takes an earlier consent back' })
  @IsBoolean()
  given: boolean;

  @ApiPropertyOptional({ type: 'string', description: 'one’s own ORCID iD' })
  @MayStay()
  @IsString()
  @MaxLength(100)
  orcid?: string;
}
class ConsentShape {
  @ApiProperty({ enum: ['asked', 'given', 'declined'] }) consent: string;
  @ApiProperty({ type: 'string', nullable: true }) orcid: string | null;
}
class ApprovalDecision {
  @ApiProperty({ type: 'boolean' })
  @IsBoolean()
  approved: boolean;

  @ApiProperty({ type: 'integer', description: 'of the budget that was read' })
  @IsInt()
  @Min(0)
  budgetRevision: number;

  @ApiPropertyOptional({ type: 'string', maxLength: 5_000, nullable: true, description: 'needed for a no' })
  @IsOptional()
  @Words(5_000)
  comment?: string | null;
}
class AnsweredShape {
  @ApiProperty({ type: 'string' }) state: string;
}
class LinkShape implements LinkOpened {
  @ApiProperty({ enum: ['consent', 'approval', 'reference'] }) purpose: LinkOpened['purpose'];
  @ApiProperty({ type: 'string', format: 'date-time' }) dueAt: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) call: LinkOpened['call'];
  @ApiProperty({ type: 'object', additionalProperties: true }) application: LinkOpened['application'];
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'what is asked' }) asked: object;
  @ApiProperty({ type: 'integer' }) revision: number;
}

/** As it was sent: 256 bits in base64url. Anything else opens nothing, as a link that ended does. */
const Token = () =>
  Param('token', {
    transform: (value: string) => {
      if (/^[\w-]{43}$/.test(value)) return value;
      throw coreProblems.refuse('not-found', { kind: 'link', id: 'this token' });
    },
  });

/** What somebody who has no account does by the one link they were sent. Whoever has the link is who it was sent to. */
@ApiTags('application links')
@Controller('/api/v1/application-links/:token')
export class ApplicationLinksController {
  constructor(
    private readonly opening: OpenLink,
    private readonly consenting: AnswerConsent,
    private readonly deciding: DecideApproval,
    private readonly writing: WriteLetter,
  ) {}

  @Get()
  @Public()
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'no-referrer')
  @ApiOperation({ summary: 'What the link asks for, and as much as that takes' })
  @ApiOkResponse({ type: LinkShape })
  async open(@Token() token: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<LinkShape> {
    const opened = await this.opening.run(token);
    return tagged(reply, opened.revision, opened);
  }

  @Post('consent')
  @HttpCode(200)
  @Public()
  @Idempotent()
  @ApiOperation({ summary: 'Take part in the team, or decline' })
  @ApiOkResponse({ type: ConsentShape })
  async consent(@Token() token: string, @Body() { given, orcid }: ConsentGiven): Promise<ConsentShape> {
    const member = await this.consenting.run({ token, given, orcid });
    return { consent: member.consent, orcid: member.orcid };
  }

  @Post('claim')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Take part in the team as the person who is signed in' })
  @ApiOkResponse({ type: ConsentShape })
  async claim(@Token() token: string, @CurrentCaller() caller: Caller): Promise<ConsentShape> {
    const member = await this.consenting.run({ token, given: true, personId: personOf(caller) });
    return { consent: member.consent, orcid: member.orcid };
  }

  @Post('approval')
  @HttpCode(200)
  @Public()
  @Idempotent()
  @ApiOperation({ summary: 'Approve the application and the budget that was shown, or decline with a reason' })
  @ApiOkResponse({ type: AnsweredShape })
  async approve(
    @Token() token: string,
    @Body() { approved, budgetRevision, comment = null }: ApprovalDecision,
  ): Promise<AnsweredShape> {
    const { state } = await this.deciding.run({ token, approved, budgetRevision, comment });
    return { state };
  }

  @Put('letter')
  @Public()
  @Idempotent()
  @IfMatch()
  @ApiOperation({ summary: 'Save the letter as it is so far; nobody else reads it before it is handed in' })
  @ApiOkResponse({ type: AnsweredShape })
  write(
    @Token() token: string,
    @Body() { text }: LetterText,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnsweredShape> {
    return this.letter(token, { act: 'write', text, match: (revision) => requireMatch(ifMatch, revision) }, reply);
  }

  @Post('letter')
  @HttpCode(200)
  @Public()
  @Idempotent()
  @ApiOperation({ summary: 'Hand the letter in; it does not change any more' })
  @ApiOkResponse({ type: AnsweredShape })
  handIn(
    @Token() token: string,
    @Body() { text }: LetterText,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnsweredShape> {
    return this.letter(token, { act: 'hand-in', text }, reply);
  }

  @Post('refusal')
  @HttpCode(200)
  @Public()
  @Idempotent()
  @ApiOperation({ summary: 'A referee declines; what was written goes' })
  @ApiOkResponse({ type: AnsweredShape })
  refuse(@Token() token: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<AnsweredShape> {
    return this.letter(token, { act: 'decline' }, reply);
  }

  private async letter(token: string, act: LetterAct, reply: FastifyReply): Promise<AnsweredShape> {
    const { state, revision } = await this.writing.run(token, act);
    return tagged(reply, revision, { state });
  }
}
