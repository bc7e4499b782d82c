import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { PageQuery } from '@chiron/http';
import type { ConflictKind, ConflictSource } from '../../conflicts/conflict.js';
import type { WhatIfView } from '../features/ask-what-if.js';
import type { ConflictView } from '../features/list-conflicts.js';

const uuid = { type: String, format: 'uuid' } as const;
const day = { type: String, format: 'date' } as const;
const text = { type: String, nullable: true } as const;
const kinds: ConflictKind[] = [
  'collaborator',
  'advisor-advisee',
  'institutional',
  'personal',
  'competing',
  'financial',
  'other',
];
const states = ['potential', 'confirmed', 'waived'] as const;
const plainDay = /^\d{4}-\d{2}-\d{2}$/;
const dayMessage = { message: '$property must be a date, as 2027-03-01' };

export class ConflictBody {
  @ApiProperty(uuid) @IsUUID() applicationId: string;
  @ApiPropertyOptional({ ...uuid, description: 'for whom; for yourself where absent' })
  @IsOptional()
  @IsUUID()
  personId?: string;
  @ApiProperty({ enum: kinds }) @IsIn(kinds) kind: ConflictKind;
  @ApiPropertyOptional({ ...day, description: 'its first day; open where absent' })
  @IsOptional()
  @Matches(plainDay, dayMessage)
  @IsISO8601({ strict: true })
  since?: string;
  @ApiPropertyOptional({ ...day, description: 'its last day; open where absent' })
  @IsOptional()
  @Matches(plainDay, dayMessage)
  @IsISO8601({ strict: true })
  until?: string;
  @ApiPropertyOptional({ maxLength: 2_000 }) @IsOptional() @IsString() @MaxLength(2_000) note?: string;
}

export class DeclaredConflict {
  @ApiProperty({ ...uuid, description: 'take it back under this id: from now on the application is not shown to you' })
  id: string;
}

export class ConflictFilter extends PageQuery {
  @ApiPropertyOptional({ enum: states }) @IsOptional() @IsIn(states) state?: ConflictView['state'];
  @ApiPropertyOptional(uuid) @IsOptional() @IsUUID() applicationId?: string;
}

export class ReasonBody {
  @ApiProperty({ maxLength: 2_000, description: 'one sentence' }) @IsString() @MaxLength(2_000) reason: string;
}

export class ConflictItem implements ConflictView {
  @ApiProperty(uuid) id: string;
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty() number: string;
  @ApiProperty(uuid) personId: string;
  @ApiProperty({ enum: kinds }) kind: ConflictKind;
  @ApiProperty({ enum: ['declared-by-reviewer', 'declared-by-applicant', 'set-by-chair', 'found'] })
  source: ConflictSource;
  @ApiProperty({ enum: states }) state: ConflictView['state'];
  @ApiProperty({ ...day, nullable: true }) since: string | null;
  @ApiProperty({ ...day, nullable: true }) until: string | null;
  @ApiProperty(text) note: string | null;
  @ApiProperty() pinned: boolean;
  @ApiProperty({ type: Object, nullable: true, description: '{by, on, reason}' }) decided: ConflictView['decided'];
  @ApiProperty() revision: number;
}

export class ConflictPage {
  @ApiProperty({ type: [ConflictItem] }) items: ConflictItem[];
  @ApiProperty({ ...text, description: 'the cursor of the next page; null on the last' }) next: string | null;
}

export class WhatIfQuery {
  @ApiProperty({ ...uuid, description: 'who might be invited' }) @IsUUID() personId: string;
}

export class WhatIfItem implements WhatIfView {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty() number: string;
  @ApiProperty({ enum: kinds, isArray: true, description: 'empty where applicants’ names do not show' })
  kinds: ConflictKind[];
}
