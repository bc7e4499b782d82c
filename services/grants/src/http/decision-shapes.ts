import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { outcomes, type Outcome } from '@chiron/contracts/grants';
import { MayStay } from '@chiron/http';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { Announced } from '../features/announce-round.js';
import type { Prepared } from '../features/prepare-decisions.js';
import type { Plan } from '../domain/round.js';

const uuid = { type: 'string', format: 'uuid' } as const;
const moment = { type: 'string', format: 'date-time', nullable: true } as const;
const minor = { type: 'integer', nullable: true, description: 'integer minor units of the call’s currency' } as const;
const states = ['open', 'decided', 'announced'] as const;
const mostItems = 2_000;

export class DryRun {
  @ApiPropertyOptional({ type: 'boolean', default: false, description: 'answers what would be, and keeps nothing' })
  @IsOptional()
  @Transform(({ obj }: { obj: Record<string, unknown> }) =>
    obj['dryRun'] === 'true' ? true : obj['dryRun'] === 'false' ? false : obj['dryRun'],
  )
  @IsBoolean()
  dryRun: boolean = false;
}

class OutcomeGiven {
  @ApiProperty(uuid) @IsUUID() applicationId: string;
  @ApiProperty({ enum: outcomes }) @IsIn(outcomes) outcome: Outcome;
  @ApiPropertyOptional({ ...minor, description: 'integer minor units; only where something is paid' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  amountMinor?: number | null;
}

export class RecommendationGiven extends OutcomeGiven {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'the place in the committee’s order; equals share one' })
  @IsInt()
  @Min(1)
  @Max(100_000)
  place: number;
  @ApiPropertyOptional({ type: 'string', nullable: true, description: 'why it stands there: by discussion, by a lot' })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  note?: string | null;
}

export class RecommendationsGiven {
  @ApiProperty({ type: [RecommendationGiven], maxItems: mostItems })
  @IsArray()
  @ArrayMaxSize(mostItems)
  @ValidateNested({ each: true })
  @Type(() => RecommendationGiven)
  items: RecommendationGiven[];
}

export class RecommendationShape {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty({ type: 'integer' }) place: number;
  @ApiProperty({ enum: outcomes }) outcome: Outcome;
  @ApiProperty(minor) amountMinor: number | null;
  @ApiProperty({ type: 'string', nullable: true }) note: string | null;
}
export class RecommendationsShape {
  @ApiProperty({ type: [RecommendationShape] }) items: RecommendationShape[];
}

export class DecisionGiven extends OutcomeGiven {
  @ApiPropertyOptional({ type: 'string', nullable: true, description: 'why it departs from the recommendation' })
  @IsOptional()
  @IsString()
  @MaxLength(4_000)
  reason?: string | null;
}

export class DecisionsGiven {
  @ApiPropertyOptional({
    type: [DecisionGiven],
    maxItems: mostItems,
    description: 'absent: as the committees recommend',
  })
  @MayStay()
  @IsArray()
  @ArrayMaxSize(mostItems)
  @ValidateNested({ each: true })
  @Type(() => DecisionGiven)
  items?: DecisionGiven[];
}

class DecisionShape {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty({ type: 'string' }) number: string;
  @ApiProperty({ enum: outcomes }) outcome: Outcome;
  @ApiProperty(minor) amountMinor: number | null;
  @ApiProperty({ type: 'string', nullable: true }) reason: string | null;
  @ApiProperty({ type: RecommendationShape, nullable: true }) recommended: RecommendationShape | null;
  @ApiProperty({ type: 'boolean', description: 'whether it differs from what is recommended' }) departs: boolean;
}
class FaultShape {
  @ApiProperty({ type: 'string' }) pointer: string;
  @ApiProperty({ type: 'string' }) detail: string;
}
export class PlanShape {
  @ApiProperty({ type: [DecisionShape], description: 'by number' }) items: DecisionShape[];
  @ApiProperty({ type: [String], description: 'numbers of applications that nothing is prepared for' }) open: string[];
  @ApiProperty({ type: [String], description: 'numbers that were handed in and that nobody has looked at' })
  waiting: string[];
  @ApiProperty({ type: 'integer' }) funded: number;
  @ApiProperty({ type: 'integer', description: 'integer minor units' }) totalMinor: number;
  @ApiProperty({ ...minor, description: 'what is left of the budget; null where the call names none' })
  leftMinor: number | null;
  @ApiProperty({ type: [FaultShape], description: 'what stands in the way' }) faults: FaultShape[];
}
export class RoundShape {
  @ApiProperty({ enum: states }) state: (typeof states)[number];
  @ApiProperty({ ...uuid, nullable: true }) decidedBy: string | null;
  @ApiProperty(moment) decidedAt: string | null;
  @ApiProperty(moment) announcedAt: string | null;
  @ApiProperty({ ...moment, description: 'the last moment for an appeal' }) appealUntil: string | null;
  @ApiProperty({ type: 'integer', description: 'also the ETag' }) revision: number;
  @ApiProperty({ type: PlanShape }) plan: PlanShape;
}
export class AnnouncementShape extends RoundShape {
  @ApiProperty({ type: [String], description: 'numbers whose applicants no letter can reach' }) unreachable: string[];
}

const planShape = ({ items, open, waiting, funded, totalMinor, leftMinor, faults }: Plan): PlanShape => ({
  items: [...items],
  open: [...open],
  waiting: [...waiting],
  funded,
  totalMinor,
  leftMinor,
  faults: [...faults],
});

export function roundShape({ round, revision, plan }: Prepared): RoundShape {
  const decided = round.state === 'open' ? null : round;
  const announced = round.state === 'announced' ? round : null;
  return {
    state: round.state,
    decidedBy: decided?.decidedBy ?? null,
    decidedAt: decided?.decidedAt ?? null,
    announcedAt: announced?.announcedAt ?? null,
    appealUntil: announced?.appealUntil ?? null,
    revision,
    plan: planShape(plan),
  };
}

export const announcementShape = (announced: Announced): AnnouncementShape => ({
  ...roundShape(announced),
  unreachable: [...announced.unreachable],
});
