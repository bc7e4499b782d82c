import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery } from '@chiron/http';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { windowsOf, windowState, type Award, type Call, type CallPage, type CallStage } from '../domain/call.js';
import { asks } from '../domain/eligibility.js';

const states = ['draft', 'published', 'closed'] as const;

export class CallsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: states })
  @IsOptional()
  @IsIn(states)
  state?: Call['state'];
}

export class WindowShape {
  @ApiProperty({ enum: ['letter', 'full'] })
  stage: CallStage;

  @ApiProperty({ type: 'string', description: 'as the clocks of the call’s zone show it' })
  opensAt: string;

  @ApiProperty({ type: 'string' })
  closesAt: string;

  @ApiProperty({ type: 'integer' })
  graceMinutes: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  opensAtUtc: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  closesAtUtc: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  graceUntilUtc: string;

  @ApiProperty({ enum: ['not-open', 'open', 'grace', 'closed'] })
  state: string;
}

/** What everybody may know of a call that is published. */
export class OpenCallShape {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string' })
  code: string;

  @ApiProperty({ type: 'integer' })
  year: number;

  @ApiProperty({ type: 'object', additionalProperties: true })
  page: CallPage;

  @ApiProperty({ type: 'string' })
  timeZone: string;

  @ApiProperty({ type: [WindowShape] })
  stages: WindowShape[];

  @ApiProperty({ type: 'object', additionalProperties: true })
  award: Award;

  @ApiProperty({ enum: ['none', 'applicants'] })
  blinding: string;

  @ApiProperty({ type: 'boolean', description: 'people from outside the institute apply or review' })
  external: boolean;

  @ApiProperty({ type: [String], description: 'what applicants must be, in sentences' })
  asks: string[];
}

export class CallShape extends OpenCallShape {
  @ApiProperty({ enum: states })
  state: Call['state'];

  @ApiProperty({ type: 'integer' })
  revision: number;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'for officers: rules, review, approver',
  })
  officers?: Record<string, unknown>;
}

export class CallsPage {
  @ApiProperty({ type: [CallShape] })
  items: CallShape[];

  @ApiProperty({ type: 'string', nullable: true })
  next: string | null;
}

export class OpenCallsPage {
  @ApiProperty({ type: [OpenCallShape] })
  items: OpenCallShape[];

  @ApiProperty({ type: 'string', nullable: true })
  next: string | null;
}

export class OpenCallWithForms extends OpenCallShape {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'by stage: its form, as JSON Schema' })
  forms: Record<string, unknown>;
}

export class RuleAnswerShape {
  @ApiProperty({ type: 'string' })
  rule: string;

  @ApiProperty({ enum: ['met', 'not-met', 'unknown', 'waived'] })
  outcome: string;

  @ApiProperty({ type: 'string', description: 'what is asked' })
  asks: string;

  @ApiProperty({ type: 'string', description: 'what the record says' })
  says: string;
}

export class EligibilityShape {
  @ApiProperty({ type: 'boolean' })
  eligible: boolean;

  @ApiProperty({ type: [RuleAnswerShape] })
  rules: RuleAnswerShape[];
}

export class EligibilityQuery {
  @ApiPropertyOptional({ type: 'string', format: 'uuid', description: 'somebody else; for officers' })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? value.toLowerCase() : (value as unknown)))
  @IsUUID()
  personId?: string;
}

/** What the public sees of it. */
export function openCall(call: Call, now: string): OpenCallShape {
  const windows = windowsOf(call);
  return {
    id: call.id,
    code: call.code,
    year: call.year,
    page: call.page,
    timeZone: call.timeZone,
    stages: call.stages.map((stage, i) => ({
      ...stage,
      opensAtUtc: windows[i]!.opensAt,
      closesAtUtc: windows[i]!.closesAt,
      graceUntilUtc: windows[i]!.graceUntil,
      state: windowState(windows[i]!, now),
    })),
    award: call.award,
    blinding: call.blinding,
    external: call.external,
    asks: call.eligibility.map(asks),
  };
}

/** What a person sees of it, and what an officer does. */
export function callShape(call: Call, revision: number, officer: boolean, now: string): CallShape {
  const shown = { ...openCall(call, now), state: call.state, revision };
  if (!officer) return shown;
  const { eligibility, review, approverId, createdAt, createdBy } = call;
  const ends = call.state === 'closed' ? { closedAt: call.closedAt, closedReason: call.closedReason } : {};
  const published = call.state === 'draft' ? {} : { publishedAt: call.publishedAt };
  return { ...shown, officers: { eligibility, review, approverId, createdAt, createdBy, ...published, ...ends } };
}
