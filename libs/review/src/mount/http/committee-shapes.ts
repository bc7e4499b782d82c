import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  Equals,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { PageQuery } from '@chiron/http';
import { PHASES, type Phase, type PhaseSettings } from '../../meeting/phases.js';
import type { CommitteeView, PhaseChangeView } from '../features/get-committee.js';
import type { CommitteeSummary } from '../features/list-committees.js';
import type { LogEntry } from '../features/list-log.js';
import type { MemberView } from '../features/list-members.js';
import type { Occasion } from '../features/sign.js';
import type { MemberRole, Shown } from '../domain/view.js';

const uuid = { type: String, format: 'uuid' } as const;
const moment = { type: String, format: 'date-time' } as const;
const text = { type: String, nullable: true } as const;
const next = { ...text, description: 'the cursor of the next page; null on the last' } as const;
const roles: MemberRole[] = ['member', 'chair', 'acting-chair'];
const notBlank = /\S/;

export class CreateCommitteeBody {
  @ApiProperty({ ...uuid, description: 'the round whose applications it reviews' }) @IsUUID() roundId: string;
  @ApiProperty({ minLength: 1, maxLength: 200 })
  @IsString()
  @Length(1, 200)
  @Matches(notBlank, { message: 'name must not be blank' })
  name: string;
}

export class RenameCommitteeBody {
  @ApiProperty({ minLength: 1, maxLength: 200 })
  @IsString()
  @Length(1, 200)
  @Matches(notBlank, { message: 'name must not be blank' })
  name: string;
}

export class CommitteeFilter extends PageQuery {
  @ApiPropertyOptional({ ...uuid, description: 'of one round; an officer of it sees them all' })
  @IsOptional()
  @IsUUID()
  roundId?: string;
  @ApiPropertyOptional({ enum: PHASES, description: 'only those in this phase' })
  @IsOptional()
  @IsIn(PHASES)
  phase?: Phase;
}

export class CommitteeItem implements CommitteeSummary {
  @ApiProperty(uuid) id: string;
  @ApiProperty(uuid) roundId: string;
  @ApiProperty() name: string;
  @ApiProperty({ enum: PHASES }) phase: Phase;
  @ApiProperty({ enum: roles, nullable: true, description: 'yours; null for an officer who is no member' })
  role: MemberRole | null;
}

export class CommitteePage {
  @ApiProperty({ type: [CommitteeItem] }) items: CommitteeItem[];
  @ApiProperty(next) next: string | null;
}

export class CommitteeDetail extends CommitteeItem implements CommitteeView {
  @ApiProperty() roundTitle: string;
  @ApiProperty() revision: number;
  @ApiProperty({ type: [String], description: 'what this phase lets members do' }) may: PhaseSettings['may'];
  @ApiProperty({ type: Object, description: 'what this phase shows to you' }) shows: Shown;
  @ApiProperty() officer: boolean;
  @ApiProperty({ description: 'whether you have signed' }) signed: boolean;
  @ApiProperty({ type: Object, description: 'what every member signs: {confidentiality, ai}' })
  rules: { confidentiality: string; ai: string };
}

export class PhaseBody {
  @ApiProperty({ enum: PHASES }) @IsIn(PHASES) to: Phase;
  @ApiPropertyOptional({ maxLength: 2_000, description: 'needed to go back' })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  reason?: string;
}

export class PhaseChangeItem implements PhaseChangeView {
  @ApiProperty({ enum: PHASES }) from: Phase;
  @ApiProperty({ enum: PHASES }) to: Phase;
  @ApiProperty() back: boolean;
  @ApiProperty(text) reason: string | null;
  @ApiProperty(uuid) by: string;
  @ApiProperty(moment) at: Date;
}

export class SigningBody {
  @ApiProperty({ enum: ['before', 'after'], description: 'before anything opens, or after the meeting' })
  @IsIn(['before', 'after'])
  occasion: Occasion;
  @ApiProperty({ enum: [true], description: 'every conflict of interest I know of is declared' })
  @Equals(true)
  conflictsDeclared: boolean;
  @ApiProperty({ enum: [true], description: 'I keep the rule on confidentiality' })
  @Equals(true)
  confidentiality: boolean;
  @ApiProperty({ enum: [true], description: 'I keep the rule on AI tools' })
  @Equals(true)
  aiRule: boolean;
}

export class MemberBody {
  @ApiProperty({ enum: roles }) @IsIn(roles) role: MemberRole;
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 1_000,
    description: 'reviews at most in this committee; as many as the round says where absent',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000)
  capacity?: number;
  @ApiPropertyOptional({ type: [String], description: 'for example statistician, student', default: [] })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @Length(1, 60, { each: true })
  kinds: string[] = [];
  @ApiPropertyOptional({ type: 'integer', minimum: 0, default: 0, description: 'when this acting chair steps in' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000)
  place: number = 0;
}

export class MemberItem implements MemberView {
  @ApiProperty(uuid) personId: string;
  @ApiProperty(text) name: string | null;
  @ApiProperty({ enum: roles }) role: MemberRole;
  @ApiProperty({ type: [String] }) kinds: string[];
  @ApiProperty({ type: [String] }) topics: string[];
  @ApiProperty({ type: 'integer', nullable: true, description: 'chair and officers see this and what follows' })
  capacity: number | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'over all committees of the season: the smaller of what officers say and what membership allots',
  })
  seasonCapacity: number | null;
  @ApiProperty({ type: Boolean, nullable: true, description: 'committees have more, since less is allotted now' })
  seasonExceeded: boolean | null;
  @ApiProperty({ type: 'integer', nullable: true }) place: number | null;
  @ApiProperty({ type: Boolean, nullable: true }) signed: boolean | null;
  @ApiProperty({ type: Boolean, nullable: true }) certifiedAfter: boolean | null;
  @ApiProperty({ type: 'integer', nullable: true }) revision: number | null;
}

export class ExpertiseBody {
  @ApiProperty({ type: [String], maxItems: 50 })
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  topics: string[];
  @ApiProperty({ maxLength: 20_000, description: 'what you work on, in your words: applications are matched by it' })
  @IsString()
  @MaxLength(20_000)
  expertise: string;
}

export class SeasonCapacityBody {
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, description: 'null lifts the limit' })
  @ValidateIf((body: SeasonCapacityBody) => body.capacity !== null)
  @IsInt()
  @Min(0)
  @Max(10_000)
  capacity: number | null;
}

export class ApartBody {
  @ApiProperty(uuid) @IsUUID() one: string;
  @ApiProperty(uuid) @IsUUID() other: string;
  @ApiProperty({ description: 'whether they must not review the same application' }) @IsBoolean() apart: boolean;
}

export class ApartItem {
  @ApiProperty(uuid) one: string;
  @ApiProperty(uuid) other: string;
}

export class LogItem implements LogEntry {
  @ApiProperty(uuid) id: string;
  @ApiProperty(moment) at: Date;
  @ApiProperty({ ...uuid, nullable: true, description: 'null where the system did it' }) by: string | null;
  @ApiProperty() act: string;
  @ApiProperty({ ...uuid, nullable: true }) applicationId: string | null;
  @ApiProperty({ ...uuid, nullable: true }) personId: string | null;
  @ApiProperty({ type: Object }) facts: Record<string, unknown>;
}

export class LogPage {
  @ApiProperty({ type: [LogItem] }) items: LogItem[];
  @ApiProperty(next) next: string | null;
}
