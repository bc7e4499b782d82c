import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { IsMoment, PageQuery } from '@chiron/http';
import type { FieldError } from '@chiron/contracts/core';
import type { Answers } from '../../forms/rubric.js';
import type { Extension } from '../domain/extensions.js';
import type { ReviewView, VersionView } from '../features/list-reviews.js';
import type { SavedAnswers } from '../features/save-answers.js';

const uuid = { type: String, format: 'uuid' } as const;
const moment = { type: String, format: 'date-time', nullable: true } as const;
const number = { type: Number, nullable: true } as const;
const states = ['draft', 'unconfirmed', 'submitted'] as const;

export class BeginBody {
  @ApiPropertyOptional({ ...uuid, description: 'whose review an officer enters; one’s own where absent' })
  @IsOptional()
  @IsUUID()
  reviewerId?: string;
}

export class ReopenBody {
  @ApiPropertyOptional({ description: 'needed where it is not one’s own' })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  reason?: string;
}

export class ReviewsQuery extends PageQuery {
  @ApiPropertyOptional(uuid) @IsOptional() @IsUUID() applicationId?: string;
  @ApiPropertyOptional({ type: Boolean, description: 'only one’s own, or only others’' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  own?: boolean;
  @ApiPropertyOptional({ enum: states }) @IsOptional() @IsIn(states) state?: (typeof states)[number];
}

class Fault implements FieldError {
  @ApiProperty({ description: 'JSON pointer into the answers' }) pointer: string;
  @ApiProperty() detail: string;
}

export class ReviewItem implements ReviewView {
  @ApiProperty(uuid) id: string;
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty() number: string;
  @ApiProperty() title: string;
  @ApiProperty({ ...uuid, nullable: true, description: 'null where reviewers’ names do not show' })
  reviewerId: string | null;
  @ApiProperty() own: boolean;
  @ApiProperty({ enum: states }) state: (typeof states)[number];
  @ApiProperty({ type: 'integer' }) rubricVersion: number;
  @ApiProperty() newerRubric: boolean;
  @ApiProperty({
    type: Object,
    nullable: true,
    description: '`criteria` (a score, `n/a`, or `{sufficient, reason}` by criterion), `critiques`, `overallImpact`',
  })
  answers: Answers | null;
  @ApiProperty({ ...number, description: 'Σ weight × value / Σ weight over what was answered' }) total: number | null;
  @ApiProperty(number) overallImpact: number | null;
  @ApiProperty({ type: [Fault], description: 'what a submission still lacks' }) missing: readonly FieldError[];
  @ApiProperty({ type: Boolean, nullable: true }) late: boolean | null;
  @ApiProperty({ ...uuid, nullable: true }) enteredBy: string | null;
  @ApiProperty(moment) submittedAt: Date | null;
  @ApiProperty(moment) confirmedAt: Date | null;
  @ApiProperty({ type: 'integer' }) revision: number;
}

export class SavedItem implements SavedAnswers {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ enum: states }) state: (typeof states)[number];
  @ApiProperty({ type: 'integer' }) revision: number;
  @ApiProperty(number) total: number | null;
  @ApiProperty(number) overallImpact: number | null;
  @ApiProperty({ type: [Fault], description: 'what a submission still lacks' }) missing: readonly FieldError[];
}

export class ReviewPage {
  @ApiProperty({ type: [ReviewItem] }) items: ReviewItem[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

export class VersionItem implements VersionView {
  @ApiProperty({ type: 'integer' }) revision: number;
  @ApiProperty({ enum: states }) state: (typeof states)[number];
  @ApiProperty({ type: 'integer' }) rubricVersion: number;
  @ApiProperty({ type: Object }) answers: Answers;
  @ApiProperty(uuid) byPersonId: string;
  @ApiProperty({ type: String, nullable: true }) reason: string | null;
  @ApiProperty({ type: String, format: 'date-time' }) at: Date;
}

export class VersionPage {
  @ApiProperty({ type: [VersionItem] }) items: VersionItem[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

export class ExtensionBody {
  @ApiProperty({ format: 'date-time' }) @IsMoment() due: string;
  @ApiProperty() @IsString() @MaxLength(2_000) reason: string;
}

export class ExtensionItem implements Extension {
  @ApiProperty(uuid) personId: string;
  @ApiProperty({ type: String, format: 'date-time' }) due: Date;
  @ApiProperty() reason: string;
  @ApiProperty(uuid) by: string;
  @ApiProperty({ type: String, format: 'date-time' }) at: Date;
}
