import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import type { Finding } from '../domain/finding.js';
import type { BlindingView } from '../features/request-blinding-check.js';

const moment = { type: String, format: 'date-time', nullable: true } as const;

export class PlaceShape {
  @ApiProperty({ enum: ['answers', 'budget', 'resubmission', 'file-name', 'file'] }) in: string;
  @ApiPropertyOptional({
    description: 'JSON pointer of the answer, the budget line, or the text that goes with a resubmission',
  })
  pointer?: string;
  @ApiPropertyOptional({ type: String, format: 'uuid' }) fileId?: string;
  @ApiPropertyOptional({ enum: ['text', 'hidden', 'metadata'] }) kind?: string;
  @ApiPropertyOptional({ description: 'for example “page 3”' }) part?: string;
}

export class FindingShape {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @ApiProperty({ enum: ['name', 'email', 'orcid', 'institution', 'unreadable'] }) kind: string;
  @ApiProperty({ enum: ['certain', 'possible'] }) certainty: string;
  @ApiProperty({ type: String, nullable: true, description: 'whom it names' }) personId: string | null;
  @ApiProperty({ type: PlaceShape }) place: PlaceShape;
  @ApiProperty({ description: 'as it is written, or why nobody can read it' }) written: string;
  @ApiProperty({ description: 'the words around it' }) excerpt: string;
  @ApiProperty() times: number;
  @ApiProperty({ enum: ['open', 'resolved', 'waived'] }) state: string;
  @ApiProperty(moment) foundAt: string | null;
  @ApiPropertyOptional({ description: 'why it may pass; for officers' }) reason?: string;

  static of(finding: Finding, officer: boolean): FindingShape {
    const { id, kind, certainty, personId, place, written, excerpt, times, state, foundAt } = finding;
    const shown = { id, kind, certainty, personId, place, written, excerpt, times, state, foundAt };
    return officer && finding.state === 'waived' ? { ...shown, reason: finding.reason } : shown;
  }
}

export class BlindingShape {
  @ApiProperty({ enum: ['not-blinded', 'unchecked', 'blocked', 'clear'] }) state: string;
  @ApiProperty({ description: 'findings that keep it from reviewers' }) open: number;
  @ApiProperty(moment) checkedAt: string | null;
  @ApiProperty({ type: [FindingShape] }) findings: FindingShape[];

  static of({ state, open, checkedAt, findings, officer }: BlindingView): BlindingShape {
    return { state, open, checkedAt, findings: findings.map((finding) => FindingShape.of(finding, officer)) };
  }
}

export class WaiverBody {
  @ApiProperty({ description: 'why it names nobody, or why that may be' })
  @IsString()
  @MinLength(3)
  @MaxLength(1_000)
  reason: string;
}
