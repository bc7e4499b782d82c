import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import type { ItemState, Meeting } from '../../meeting/live.js';
import type { CallSheetLine } from '../../meeting/order.js';
import type { ShownBallot } from '../domain/ballots.js';
import type { NotDiscussedView } from '../features/list-not-discussed.js';
import type { MeetingView } from '../features/show-meeting.js';

const uuid = { type: String, format: 'uuid' } as const;
const uuids: { type: [StringConstructor]; format: string } = { type: [String], format: 'uuid' };

export class ProposalQuery {
  @ApiPropertyOptional({ type: Number, minimum: 0, maximum: 1, default: 0.5, description: 'the worse share' })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(1)
  share: number = 0.5;
}

export class ApplicationsBody {
  @ApiProperty(uuids) @IsArray() @ArrayMaxSize(10_000) @IsUUID(undefined, { each: true }) applicationIds: string[];
}

export class ProposalAnswer {
  @ApiProperty(uuids) applicationIds: readonly string[];
}

export class NotDiscussedItem implements NotDiscussedView {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty() number: string;
  @ApiProperty() title: string;
  @ApiProperty() pulledBack: boolean;
  @ApiProperty({ ...uuid, nullable: true }) pulledBackBy: string | null;
  @ApiProperty({ type: String, nullable: true }) reason: string | null;
}

export class PullBackBody {
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(2_000) reason?: string;
}

export class PlanBody {
  @ApiPropertyOptional({ type: 'integer', description: 'more than half of the members where absent' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000)
  quorum?: number;
}

export class PresentBody {
  @ApiProperty(uuids) @IsArray() @ArrayMaxSize(1_000) @IsUUID(undefined, { each: true }) present: string[];
}

export class AttendanceBody {
  @ApiProperty(uuid) @IsUUID() personId: string;
  @ApiProperty({ enum: ['came', 'left'] }) @IsIn(['came', 'left']) step: 'came' | 'left';
}

export class SettleBody {
  @ApiProperty({ enum: ['done', 'deferred'] }) @IsIn(['done', 'deferred']) as: 'done' | 'deferred';
}

const count = { type: 'integer', minimum: 0 } as const;

export class MotionBody {
  @ApiPropertyOptional(uuid) @IsOptional() @IsUUID() applicationId?: string;
  @ApiProperty() @IsString() @MinLength(1) @MaxLength(2_000) text: string;
  @ApiProperty(count) @IsInt() @Min(0) @Max(1_000) inFavour: number;
  @ApiProperty(count) @IsInt() @Min(0) @Max(1_000) against: number;
  @ApiProperty(count) @IsInt() @Min(0) @Max(1_000) abstained: number;
}

export class ScoreBody {
  @ApiProperty() @IsNumber() score: number;
}

export class VoteBody extends ScoreBody {
  @ApiPropertyOptional({ description: 'needed outside the range' })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  sentence?: string;
}

class RestatedShape {
  @ApiProperty({ ...uuid, nullable: true }) reviewerId: string | null;
  @ApiProperty() score: number;
}

class RangeShape {
  @ApiProperty() lowest: number;
  @ApiProperty() highest: number;
}

class MineShape {
  @ApiProperty() score: number;
  @ApiProperty({ type: String, nullable: true }) sentence: string | null;
}

class TurnoutShape {
  @ApiProperty(uuids) voted: readonly string[];
  @ApiProperty(uuids) missing: readonly string[];
}

class CountShape {
  @ApiProperty() score: number;
  @ApiProperty({ type: 'integer' }) votes: number;
}

class OutsideShape {
  @ApiProperty() score: number;
  @ApiProperty() sentence: string;
}

class TallyShape {
  @ApiProperty({ type: 'integer' }) votes: number;
  @ApiProperty({ type: 'integer' }) expected: number;
  @ApiProperty({ type: Number, nullable: true, description: 'mean to one decimal, times ten' }) score: number | null;
  @ApiProperty({ type: [CountShape] }) counts: readonly CountShape[];
  @ApiProperty({ type: [OutsideShape], description: 'unsigned' }) outside: readonly OutsideShape[];
}

export class BallotAnswer implements ShownBallot {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty({ enum: ['none', 'open', 'closed'] }) state: 'none' | 'open' | 'closed';
  @ApiProperty({ type: [RestatedShape] }) restated: readonly RestatedShape[];
  @ApiProperty({ type: RangeShape, nullable: true }) range: RangeShape | null;
  @ApiProperty() mayVote: boolean;
  @ApiProperty({ type: MineShape, nullable: true }) mine: MineShape | null;
  @ApiProperty({ type: TurnoutShape, nullable: true, description: 'for who runs the committee: who, not what' })
  turnout: TurnoutShape | null;
  @ApiProperty({ type: TallyShape, nullable: true, description: 'once it is closed' }) tally: TallyShape | null;
}

class LiveShape {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty() number: string;
  @ApiProperty() title: string;
}

class AgendaShape extends LiveShape {
  @ApiProperty({ enum: ['waiting', 'live', 'done', 'deferred'] }) state: ItemState;
}

export class MeetingAnswer implements MeetingView {
  @ApiProperty({ enum: ['planned', 'open', 'closed'] }) state: Meeting['state'];
  @ApiProperty({ type: LiveShape, nullable: true }) live: LiveShape | null;
  @ApiProperty({ type: [AgendaShape] }) agenda: readonly AgendaShape[];
  @ApiProperty({ type: BallotAnswer, nullable: true }) ballot: BallotAnswer | null;
  @ApiProperty({ ...uuids, nullable: true }) present: readonly string[] | null;
}

export class CallSheetItem implements CallSheetLine {
  @ApiProperty({ description: 'empty on the last line, which lets everybody back in' }) application: string;
  @ApiProperty(uuids) leave: readonly string[];
  @ApiProperty(uuids) comeBack: readonly string[];
  @ApiProperty(uuids) out: readonly string[];
}
