import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { PageQuery } from '@chiron/http';
import { matchStates, type MatchState } from '../domain/matches.js';
import { doubts } from '../domain/matching.js';
import type { MatchView } from '../features/list-matches.js';
import type { MergeView } from '../features/list-merges.js';
import { PersonSummaryView, ReferenceBody } from './person-shapes.js';

const uuid = { type: String, format: 'uuid' } as const;
const moment = { type: String, format: 'date-time' } as const;
const text = { type: String, nullable: true } as const;

export class MatchFilter extends PageQuery {
  @ApiPropertyOptional({ enum: matchStates, description: 'all of them where absent' })
  @IsOptional()
  @IsIn(matchStates)
  state?: MatchState;
}

export class MatchItem implements MatchView {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ enum: matchStates }) state: MatchState;
  @ApiProperty({ enum: [...doubts, 'separated'], description: 'why a human must look' }) doubt: string;
  @ApiProperty({ type: ReferenceBody, description: 'the reference that raised it' }) reference: ReferenceBody;
  @ApiProperty({ type: PersonSummaryView, description: 'the younger record' }) person: PersonSummaryView;
  @ApiProperty({ type: PersonSummaryView, description: 'the older one, to which it may belong' })
  other: PersonSummaryView;
  @ApiProperty({ ...uuid, nullable: true }) mergeId: string | null;
  @ApiProperty(moment) createdAt: Date;
  @ApiProperty(text) decidedBy: string | null;
  @ApiProperty({ ...moment, nullable: true }) decidedAt: Date | null;
}

export class MatchPage {
  @ApiProperty({ type: [MatchItem] }) items: MatchItem[];
  @ApiProperty({ ...text, description: 'the cursor of the next page; null on the last' }) next: string | null;
}

export class MergeMatchBody {
  @ApiPropertyOptional({ ...uuid, description: 'which of the two records stays; the older one where absent' })
  @IsOptional()
  @IsUUID()
  survivorId?: string;
}

export class MergeBody {
  @ApiProperty({ ...uuid, description: 'the record that is read as the other from now on' }) @IsUUID() personId: string;
  @ApiProperty({ ...uuid, description: 'the record that stays' }) @IsUUID() intoPersonId: string;
}

export class MergeFilter extends PageQuery {
  @ApiPropertyOptional({ ...uuid, description: 'a person who took part' }) @IsOptional() @IsUUID() personId?: string;
}

export class MergeItem implements MergeView {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ ...uuid, description: 'the record that is read as the other' }) personId: string;
  @ApiProperty(uuid) intoPersonId: string;
  @ApiProperty() mergedBy: string;
  @ApiProperty(moment) mergedAt: Date;
  @ApiProperty(text) undoneBy: string | null;
  @ApiProperty({ ...moment, nullable: true }) undoneAt: Date | null;
}

export class MergePage {
  @ApiProperty({ type: [MergeItem] }) items: MergeItem[];
  @ApiProperty({ ...text, description: 'the cursor of the next page; null on the last' }) next: string | null;
}
