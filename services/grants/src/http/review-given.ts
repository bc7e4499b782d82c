import { ApiPropertyOptional } from '@nestjs/swagger';
import { MayStay } from '@chiron/http';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { MomentGiven } from './application-fields.js';

const Years = (): PropertyDecorator => (target, name) => {
  ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 50 })(target, name);
  MayStay()(target, name);
  IsInt()(target, name as string);
  Min(0)(target, name as string);
  Max(50)(target, name as string);
};

const levels = ['team', 'division', 'department', 'school', 'institution'] as const;

export class UnitRuleGiven {
  @ApiPropertyOptional({ enum: levels })
  @IsIn(levels)
  level: (typeof levels)[number];

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 50 })
  @IsInt()
  @Min(0)
  @Max(50)
  years: number;
}

export class HostGiven {
  @ApiPropertyOptional({
    type: 'string',
    maxLength: 300,
    example: 'sis/org-school',
    description: 'the host’s id, as affiliations name it: source/organisation',
  })
  @IsString()
  @MaxLength(300)
  @Matches(/^[^/\s]+\/\S/, { message: '$property must be a source and its id of the organisation, as sis/org-school' })
  institution: string;

  @ApiPropertyOptional({
    type: [String],
    example: ['hr/school-of-medicine'],
    description: 'ids under which other sources name the very same institution',
  })
  @MayStay()
  @IsArray()
  @ArrayMaxSize(50)
  @MaxLength(300, { each: true })
  @Matches(/^[^/\s]+\/\S/, {
    each: true,
    message: '$property must be sources and their ids of the organisation, as hr/school-of-medicine',
  })
  sameAs?: string[];

  @ApiPropertyOptional({ type: [String] })
  @IsArray()
  @ArrayMaxSize(50)
  @Matches(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, { each: true, message: '$property must be domains, as example.edu' })
  domains: string[];
}

/** Which found conflicts count; a rule that is absent does not. */
export class ConflictsGiven {
  @ApiPropertyOptional({ type: UnitRuleGiven })
  @MayStay()
  @ValidateNested()
  @Type(() => UnitRuleGiven)
  unit?: UnitRuleGiven;

  @ApiPropertyOptional({ type: HostGiven })
  @MayStay()
  @ValidateNested()
  @Type(() => HostGiven)
  host?: HostGiven;

  @Years()
  coApplicantYears?: number;

  @Years()
  coAuthorYears?: number;

  @Years()
  mentoringYears?: number;

  @Years()
  domainYears?: number;

  @ApiPropertyOptional({ type: 'boolean' })
  @MayStay()
  @IsBoolean()
  household?: boolean;
}

export class KindGiven {
  @ApiPropertyOptional({
    type: 'string',
    maxLength: 60,
    description: 'as members have it; outside-unit for other departments',
  })
  @IsString()
  @Length(1, 60)
  kind: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 20 })
  @IsInt()
  @Min(1)
  @Max(20)
  atLeast: number;
}

const Weight = (): PropertyDecorator => (target, name) => {
  ApiPropertyOptional({ type: 'number', minimum: 0, maximum: 1 })(target, name);
  IsNumber()(target, name as string);
  Min(0)(target, name as string);
  Max(1)(target, name as string);
};

/** How bids, shared topics and likeness of words count when reviewers are matched. */
export class AffinityGiven {
  @Weight()
  bid: number;

  @Weight()
  topics: number;

  @Weight()
  text: number;
}

/** How the call is reviewed; what is absent stays, or is usual. */
export class ReviewGiven {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 20, default: 3 })
  @MayStay()
  @IsInt()
  @Min(1)
  @Max(20)
  reviewsPerApplication?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 8 })
  @MayStay()
  @IsInt()
  @Min(1)
  @Max(500)
  reviewsPerReviewer?: number;

  @ApiPropertyOptional({ type: [KindGiven], description: 'reviewers of a kind that each application needs' })
  @MayStay()
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => KindGiven)
  kindsWanted?: KindGiven[];

  @ApiPropertyOptional({ type: AffinityGiven })
  @MayStay()
  @ValidateNested()
  @Type(() => AffinityGiven)
  affinity?: AffinityGiven;

  @ApiPropertyOptional({
    type: 'number',
    minimum: 0,
    maximum: 1,
    default: 0.015,
    description: 'given up for the worst',
  })
  @MayStay()
  @IsNumber()
  @Min(0)
  @Max(1)
  gap?: number;

  @ApiPropertyOptional({ enum: ['mean', 'adjusted', 'vote'], default: 'mean' })
  @MayStay()
  @IsIn(['mean', 'adjusted', 'vote'])
  scoreOfRecord?: 'mean' | 'adjusted' | 'vote';

  @ApiPropertyOptional({ type: 'number', minimum: 0.5, maximum: 0.99, default: 0.9 })
  @MayStay()
  @IsNumber()
  @Min(0.5)
  @Max(0.99)
  intervalLevel?: number;

  @MomentGiven('when reviews are due; reminders go out by it')
  reviewsDueAt?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 720, default: 24 })
  @MayStay()
  @IsInt()
  @Min(0)
  @Max(720)
  lateGraceHours?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 365, default: 14 })
  @MayStay()
  @IsInt()
  @Min(0)
  @Max(365)
  appealDays?: number;

  @ApiPropertyOptional({ type: 'string', maxLength: 5_000 })
  @MayStay()
  @IsString()
  @MaxLength(5_000)
  aiToolsRule?: string;

  @ApiPropertyOptional({ type: ConflictsGiven })
  @MayStay()
  @ValidateNested()
  @Type(() => ConflictsGiven)
  conflicts?: ConflictsGiven;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'content of the rubric' })
  @MayStay()
  @IsObject()
  rubric?: Record<string, unknown>;
}
