import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MayStay } from '@chiron/http';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { CallStage } from '../domain/call.js';
import type { EligibilityRule } from '../domain/eligibility.js';
import { ReviewGiven } from './review-given.js';

const most = Number.MAX_SAFE_INTEGER;

export class PageGiven {
  @ApiPropertyOptional({ type: 'string', maxLength: 300 })
  @MayStay()
  @IsString()
  @MaxLength(300)
  @Matches(/\S/, { message: '$property must not be blank' })
  title?: string;

  @ApiPropertyOptional({ type: 'string', maxLength: 1_000 })
  @MayStay()
  @IsString()
  @MaxLength(1_000)
  summary?: string;

  @ApiPropertyOptional({
    type: 'string',
    maxLength: 50_000,
    description: 'plain text, paragraphs apart by a blank line',
  })
  @MayStay()
  @IsString()
  @MaxLength(50_000)
  description?: string;

  @ApiPropertyOptional({ type: 'string', maxLength: 500, nullable: true, description: 'whom to ask' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  contact?: string | null;

  @ApiPropertyOptional({ type: 'string', description: 'language of these texts, BCP 47', default: 'en' })
  @MayStay()
  @Matches(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { message: '$property must be a language tag, as en or pt-BR' })
  language?: string;

  @ApiPropertyOptional({ type: 'boolean', default: true, description: 'whether everybody reads how much was granted' })
  @MayStay()
  @IsBoolean()
  amountsShown?: boolean;
}

export class StageGiven {
  @ApiProperty({ enum: ['letter', 'full'] })
  @IsIn(['letter', 'full'])
  stage: CallStage;

  @ApiProperty({ type: 'string', example: '2026-09-01T09:00', description: 'as the clocks of the call’s zone show it' })
  @Matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, { message: '$property must be a local time, as 2026-09-01T09:00' })
  opensAt: string;

  @ApiProperty({ type: 'string', example: '2026-10-01T17:00', description: 'the first moment at which it is too late' })
  @Matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, { message: '$property must be a local time, as 2026-10-01T17:00' })
  closesAt: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 44_640, default: 0 })
  @MayStay()
  @IsInt()
  @Min(0)
  @Max(44_640)
  graceMinutes?: number;
}

export class AwardGiven {
  @ApiPropertyOptional({ type: 'string', example: 'USD', description: 'ISO 4217' })
  @MayStay()
  @Matches(/^[A-Z]{3}$/, { message: '$property must be a currency, as USD' })
  currency?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, nullable: true, description: 'of one grant, in minor units' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(most)
  maxMinor?: number | null;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, nullable: true, description: 'of the round, in minor units' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(most)
  budgetMinor?: number | null;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 10_000, nullable: true })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  maxGrants?: number | null;
}

/** What may be said of a call at any time. */
class CallParts {
  @ApiPropertyOptional({ type: PageGiven })
  @MayStay()
  @ValidateNested()
  @Type(() => PageGiven)
  page?: PageGiven;

  @ApiPropertyOptional({ type: AwardGiven })
  @MayStay()
  @ValidateNested()
  @Type(() => AwardGiven)
  award?: AwardGiven;

  @ApiPropertyOptional({ enum: ['none', 'applicants'], default: 'none' })
  @MayStay()
  @IsIn(['none', 'applicants'])
  blinding?: 'none' | 'applicants';

  @ApiPropertyOptional({
    type: 'boolean',
    default: false,
    description: 'people from outside the institute apply or review; needs review.conflicts.host',
  })
  @MayStay()
  @IsBoolean()
  external?: boolean;

  @ApiPropertyOptional({ type: 'string', format: 'uuid', nullable: true, description: 'the person who decides' })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? value.toLowerCase() : (value as unknown)))
  @IsUUID()
  approverId?: string | null;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description:
      'rules: affiliation {organisations}, level {positions: student, resident, clinical fellow, faculty, staff, community preceptor, or a source’s own word}, years {positions?, atLeast?, lessThan?}, applications-in-call {atMost}, earlier-applications and earlier-grants {atMost, withinYears}',
    example: [{ rule: 'affiliation', organisations: ['School of Medicine'] }],
  })
  @MayStay()
  @IsArray()
  @ArrayMaxSize(30)
  eligibility?: EligibilityRule[];

  @ApiPropertyOptional({ type: ReviewGiven })
  @MayStay()
  @ValidateNested()
  @Type(() => ReviewGiven)
  review?: ReviewGiven;
}

const code = /^[A-Za-z0-9][A-Za-z0-9-]{1,30}[A-Za-z0-9]$/;
const codeSays = { message: '$property must be 3 to 32 letters, digits and dashes' };

export class NewCall extends CallParts {
  @ApiProperty({ type: 'string', pattern: code.source, example: '2027-MECG' })
  @Matches(code, codeSays)
  code: string;

  @ApiProperty({ type: 'integer', minimum: 2000, maximum: 2200 })
  @IsInt()
  @Min(2000)
  @Max(2200)
  year: number;

  @ApiProperty({ type: 'string', maxLength: 300 })
  @IsString()
  @MaxLength(300)
  @Matches(/\S/, { message: '$property must not be blank' })
  title: string;

  @ApiPropertyOptional({ type: 'string', description: 'IANA; the institute’s where it does not say' })
  @MayStay()
  @IsString()
  @MaxLength(100)
  timeZone?: string;

  @ApiProperty({ type: [StageGiven], description: 'full, or letter and then full' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @ValidateNested({ each: true })
  @Type(() => StageGiven)
  stages: StageGiven[];
}

export class CallChange extends CallParts {
  @ApiPropertyOptional({ type: 'string', pattern: code.source })
  @MayStay()
  @Matches(code, codeSays)
  code?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 2000, maximum: 2200 })
  @MayStay()
  @IsInt()
  @Min(2000)
  @Max(2200)
  year?: number;

  @ApiPropertyOptional({ type: 'string' })
  @MayStay()
  @IsString()
  @MaxLength(100)
  timeZone?: string;

  @ApiPropertyOptional({ type: [StageGiven], description: 'all of them' })
  @MayStay()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @ValidateNested({ each: true })
  @Type(() => StageGiven)
  stages?: StageGiven[];
}

export class CallClosing {
  @ApiPropertyOptional({
    type: 'string',
    maxLength: 2_000,
    nullable: true,
    description: 'needed while a window is open',
  })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  reason?: string | null;
}
