import { ApiProperty, ApiPropertyOptional, ApiPropertyOptions } from '@nestjs/swagger';
import { MayStay, PageQuery, Words } from '@chiron/http';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsUUID } from 'class-validator';
import type { Part } from '../domain/access.js';
import { applicationStates, type ApplicationState } from '../domain/application.js';
import type { CallStage } from '../domain/call.js';
import type { ApplicationFound } from '../features/get-application.js';
import type { ApplicationSummary } from '../features/list-applications.js';
import { MomentGiven } from './application-fields.js';

const stages = ['letter', 'full'] as const;
const parts = ['applicant', 'editor', 'reader', 'officer'] as const;
const uuid = { type: 'string', format: 'uuid' } as const;
const moment = { type: 'string', format: 'date-time' } as const;
const momentOrNull: ApiPropertyOptions = { ...moment, nullable: true };

export class NewApplication {
  @ApiProperty(uuid)
  @IsUUID()
  callId: string;

  @ApiPropertyOptional({ enum: stages, description: 'the first stage of the call where none is named' })
  @MayStay()
  @IsIn(stages)
  stage?: CallStage;

  @ApiPropertyOptional({ ...uuid, description: 'the invited letter of intent that a full application goes on from' })
  @MayStay()
  @IsUUID()
  letterId?: string;
}

export class ApplicationsFilter extends PageQuery {
  @ApiPropertyOptional({ type: 'boolean', default: false, description: 'only those the person takes part in' })
  @IsOptional()
  @Transform(({ obj }: { obj: Record<string, unknown> }) =>
    obj['mine'] === 'false' ? false : obj['mine'] === 'true' ? true : obj['mine'],
  )
  @IsBoolean()
  mine: boolean = false;

  @ApiPropertyOptional(uuid)
  @IsOptional()
  @IsUUID()
  callId?: string;

  @ApiPropertyOptional({ enum: stages })
  @IsOptional()
  @IsIn(stages)
  stage?: CallStage;

  @ApiPropertyOptional({ enum: applicationStates, isArray: true, description: 'any of these' })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? value.split(',') : (value as unknown)))
  @IsIn(applicationStates, { each: true })
  state?: ApplicationState[];
}

export class ApplicationSummaryShape implements ApplicationSummary {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ type: 'string', description: 'what people call it; follows no order' }) number: string;
  @ApiProperty(uuid) callId: string;
  @ApiProperty({ enum: stages }) stage: CallStage;
  @ApiProperty({ enum: applicationStates }) state: ApplicationState;
  @ApiProperty({ type: 'string', nullable: true, description: 'null where a draft is another’s' }) title: string | null;
  @ApiProperty({ enum: parts, description: 'as whom the person comes to it' }) as: Part;
  @ApiProperty({ ...uuid, description: 'the principal investigator' }) applicantId: string;
  @ApiProperty({ type: 'string' }) applicantName: string;
  @ApiProperty(momentOrNull) submittedAt: Date | null;
  @ApiProperty({ type: 'boolean', nullable: true }) late: boolean | null;
  @ApiProperty({ ...momentOrNull, description: 'a deadline of its own' }) dueAt: Date | null;
  @ApiProperty({ ...uuid, nullable: true }) letterId: string | null;
  @ApiProperty(moment) changedAt: Date;
}

export class ApplicationsPage {
  @ApiProperty({ type: [ApplicationSummaryShape] }) items: ApplicationSummaryShape[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

class HandingInWindow {
  @ApiProperty(moment) opensAt: string;
  @ApiProperty(moment) closesAt: string;
  @ApiProperty({ ...moment, description: 'until here it is taken, late from closesAt on' }) graceUntil: string;
}

export class ApplicationShape {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ type: 'string' }) number: string;
  @ApiProperty(uuid) callId: string;
  @ApiProperty({ enum: stages }) stage: CallStage;
  @ApiProperty({ enum: applicationStates }) state: ApplicationState;
  @ApiProperty({ enum: parts }) as: Part;
  @ApiProperty(uuid) applicantId: string;
  @ApiProperty({ type: 'string' }) applicantName: string;
  @ApiProperty({ ...uuid, nullable: true }) letterId: string | null;
  @ApiProperty({ type: 'integer', description: 'of the form it is written on; never changes' }) formVersion: number;
  @ApiProperty({ type: 'integer', description: 'of its answers' }) answersVersion: number;
  @ApiProperty({ ...momentOrNull, description: 'a deadline of its own, which stands instead of the window' })
  dueAt: string | null;
  @ApiProperty(momentOrNull) submittedAt: string | null;
  @ApiProperty({ type: 'boolean', nullable: true }) late: boolean | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'why it was returned, withdrawn or not invited' })
  reason: string | null;
  @ApiProperty({ type: HandingInWindow }) window: HandingInWindow;
  @ApiProperty({ ...moment, description: 'when it can be handed in at the latest' }) closesAt: string;
  @ApiProperty({ type: 'integer' }) revision: number;
}

export function applicationShape({
  application,
  revision,
  as,
  applicantName,
  window,
  closesAt,
}: ApplicationFound): ApplicationShape {
  const { id, number, callId, stage, state, applicantId, letterId, formVersion, answersVersion, dueAt } = application;
  return {
    id,
    number,
    callId,
    stage,
    state,
    as,
    applicantId,
    applicantName,
    letterId,
    formVersion,
    answersVersion,
    dueAt,
    submittedAt: 'submittedAt' in application ? application.submittedAt : null,
    late: 'late' in application ? application.late : null,
    reason: 'reason' in application ? application.reason : null,
    window: { opensAt: window.opensAt, closesAt: window.closesAt, graceUntil: window.graceUntil },
    closesAt,
    revision,
  };
}

export class ApplicationWithdrawal {
  @ApiPropertyOptional({ type: 'string', maxLength: 2_000, nullable: true })
  @IsOptional()
  @Words(2_000)
  reason?: string | null;
}

export class ApplicationReopening {
  @MomentGiven('what an officer gives; an applicant opens their own again without, within the window')
  dueAt?: string;
}

export class ApplicationReturn {
  @ApiProperty({ type: 'string', maxLength: 5_000, description: 'what is to be changed; the applicant reads it' })
  @Words(5_000)
  reason: string;

  @MomentGiven('until when it can be handed in again', true)
  dueAt: string;
}

export class LetterInvitation {
  @MomentGiven('for the full application, where the call’s window does not fit')
  dueAt?: string;
}

export class LetterDecline {
  @ApiProperty({ type: 'string', maxLength: 5_000, description: 'the applicant reads it' })
  @Words(5_000)
  reason: string;
}

export class MissingField {
  @ApiProperty({ type: 'string', description: 'where, as a JSON pointer' }) pointer: string;
  @ApiProperty({ type: 'string' }) detail: string;
}
export class ApplicationCompleteness {
  @ApiProperty({ type: 'boolean' }) complete: boolean;
  @ApiProperty({ type: [MissingField] }) missing: MissingField[];
}
