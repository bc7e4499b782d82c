import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
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
  ValidateNested,
} from 'class-validator';
import type { FundingChange, FundingRule } from '../../ranking/budget.js';
import type { FundingView } from '../features/try-funding.js';
import type { RankingView } from '../features/get-ranking.js';
import type { Outcome, StoredRule } from '../domain/funding.js';
import type { RankedApplication } from '../domain/ranking.js';
import type { Decided } from '../domain/scores.js';

const uuid = { type: String, format: 'uuid' } as const;
const number = { type: Number, nullable: true } as const;

class VoteFigures {
  @ApiProperty({ ...number, description: 'mean of the votes to one decimal, times ten' }) score: number | null;
  @ApiProperty({ type: 'integer' }) votes: number;
}

class Figures {
  @ApiProperty({ type: 'integer' }) reviews: number;
  @ApiProperty() mean: number;
  @ApiProperty() median: number;
  @ApiProperty({ ...number, description: 'standard deviation of its scores' }) spread: number | null;
  @ApiProperty({ description: 'mean without the severity of its reviewers' }) adjusted: number;
  @ApiProperty({ type: 'integer', description: 'its reviewers with fewer than three reviews' }) unjudged: number;
  @ApiProperty() rankByMean: number;
  @ApiProperty() rankByAdjusted: number;
  @ApiProperty() expectedRank: number;
  @ApiProperty({ type: [Number], minItems: 2, maxItems: 2 }) interval: readonly [number, number];
  @ApiProperty({ type: 'integer', description: 'connected part; across parts severity cannot be compared' })
  part: number;
}

class RankingItem implements RankedApplication {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty() number: string;
  @ApiProperty() title: string;
  @ApiProperty({ description: 'by the score of record; those level share it' }) rank: number;
  @ApiProperty({ description: 'another stands level, and nobody has decided between them' }) level: boolean;
  @ApiProperty(number) scoreOfRecord: number | null;
  @ApiProperty({ ...number, description: 'where the base has 25 applications or more' }) percentile: number | null;
  @ApiProperty({ type: String, enum: ['discussion', 'lot'], nullable: true }) decidedBy: 'discussion' | 'lot' | null;
  @ApiProperty() notDiscussed: boolean;
  @ApiProperty({ type: VoteFigures, nullable: true }) vote: VoteFigures | null;
  @ApiProperty({ type: Figures, nullable: true }) figures: Figures | null;
}

class Severity {
  @ApiProperty(uuid) reviewer: string;
  @ApiProperty({ type: 'integer' }) reviews: number;
  @ApiProperty(number) severity: number | null;
}

class Variances {
  @ApiProperty() application: number;
  @ApiProperty() reviewer: number;
  @ApiProperty() error: number;
}

export class RankingAnswer implements RankingView {
  @ApiProperty({ enum: ['mean', 'adjusted', 'vote'] }) scoreOfRecord: 'mean' | 'adjusted' | 'vote';
  @ApiProperty({ enum: ['least', 'most'] }) best: 'least' | 'most';
  @ApiProperty({ type: [RankingItem] }) items: readonly RankingItem[];
  @ApiProperty({ type: [Severity], nullable: true }) severity: readonly Severity[] | null;
  @ApiProperty({ type: Variances }) variances: Variances;
  @ApiProperty() intraClassCorrelation: number;
  @ApiProperty({ type: 'integer' }) parts: number;
  @ApiProperty() level: number;
  @ApiProperty() method: string;
}

const ways = ['stop', 'part', 'skip'] as const;

export class RuleBody implements FundingRule {
  @ApiProperty({ type: 'integer', description: 'minor units' }) @IsInt() @Min(0) @Max(Number.MAX_SAFE_INTEGER)
  budget: number; // prettier-ignore
  @ApiProperty({ enum: ways, description: 'what happens at the first that no longer fits' })
  @IsIn(ways)
  atTheLine: (typeof ways)[number];
  @ApiPropertyOptional({ type: 'integer', description: 'no more grants than these' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100_000)
  grants?: number;
}

class MovedBody {
  @ApiProperty(uuid) @IsUUID() applicationId: string;
  @ApiProperty(uuid) @IsUUID() reviewerId: string;
  @ApiProperty() @IsNumber() score: number;
}

export class TryBody {
  @ApiPropertyOptional({ type: RuleBody, description: 'the stored one where absent' })
  @IsOptional()
  @ValidateNested()
  @Type(() => RuleBody)
  rule?: RuleBody;
  @ApiPropertyOptional({ type: MovedBody }) @IsOptional() @ValidateNested() @Type(() => MovedBody) moved?: MovedBody;
}

class Funded {
  @ApiProperty(uuid) application: string;
  @ApiProperty({ type: 'integer' }) amount: number;
  @ApiProperty() inFull: boolean;
}

class OtherAmount {
  @ApiProperty(uuid) application: string;
  @ApiProperty({ type: 'integer' }) before: number;
  @ApiProperty({ type: 'integer' }) after: number;
}

class Change implements FundingChange {
  @ApiProperty({ type: [String] }) gained: readonly string[];
  @ApiProperty({ type: [String] }) lost: readonly string[];
  @ApiProperty({ type: [OtherAmount] }) otherAmount: readonly OtherAmount[];
}

class OutcomeShape implements Outcome {
  @ApiProperty({ type: RuleBody }) rule: RuleBody;
  @ApiProperty({ type: [Funded] }) funded: readonly Funded[];
  @ApiProperty({ type: 'integer' }) left: number;
  @ApiProperty({ type: 'integer', description: 'the last rank that is funded' }) line: number;
  @ApiProperty({ type: [String], description: 'they say no amount' }) withoutAmount: readonly string[];
  @ApiProperty({ type: [String], description: 'their interval crosses the line' }) bubble: readonly string[];
}

export class FundingAnswer implements FundingView {
  @ApiProperty({ type: OutcomeShape }) outcome: OutcomeShape;
  @ApiProperty({ type: Change, nullable: true }) change: Change | null;
}

export class StoredRuleAnswer implements StoredRule {
  @ApiProperty({ type: RuleBody }) rule: RuleBody;
  @ApiProperty({ type: 'integer' }) revision: number;
  @ApiProperty(uuid) by: string;
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
}

export class TieBody {
  @ApiProperty({ enum: ['discussion', 'lot'] }) @IsIn(['discussion', 'lot']) byWay: 'discussion' | 'lot';
  @ApiProperty({ type: [String], description: 'by discussion in the order decided; by lot the set drawn from' })
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(1_000)
  @IsUUID(undefined, { each: true })
  applicationIds: string[];
  @ApiPropertyOptional({ type: 'integer', description: 'of a lot: published, so that anybody can repeat it' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(4_294_967_295)
  seed?: number;
  @ApiProperty() @IsString() @MaxLength(2_000) reason: string;
}

export class TieAnswer implements Decided {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ enum: ['discussion', 'lot'] }) byWay: 'discussion' | 'lot';
  @ApiProperty({ type: [String], description: 'in the order decided' }) applications: readonly string[];
  @ApiProperty({ type: 'integer', nullable: true }) seed: number | null;
  @ApiProperty() reason: string;
  @ApiProperty(uuid) by: string;
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
}
