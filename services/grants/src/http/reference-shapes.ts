import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MayStay, Words } from '@chiron/http';
import { IsBoolean, MaxLength, IsString } from 'class-validator';
import type { Approval } from '../domain/approval.js';
import type { Reference } from '../domain/references.js';
import type { ReferenceAsked } from '../features/list-references.js';
import { Address, MomentGiven, PersonsName } from './application-fields.js';

const uuid = { type: 'string', format: 'uuid' } as const;
const moment = { type: 'string', format: 'date-time' } as const;

export class ChairGiven {
  @PersonsName() name: string;
  @Address() email: string;

  @ApiProperty({ type: 'string', maxLength: 300 })
  @Words(300)
  department: string;
}

export class ApprovalShape implements Approval {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ type: 'string' }) name: string;
  @ApiProperty({ type: 'string' }) email: string;
  @ApiProperty({ type: 'string' }) department: string;
  @ApiProperty({ enum: ['asked', 'approved', 'declined'] }) state: Approval['state'];
  @ApiProperty({ type: 'string', nullable: true }) comment: string | null;
  @ApiProperty({ type: 'integer', description: 'the budget that was shown' }) budgetRevision: number;
  @ApiProperty(moment) dueAt: string;
  @ApiProperty({ ...moment, nullable: true }) decidedAt: string | null;
  @ApiPropertyOptional({ type: 'boolean', description: 'false where the budget changed since' }) current?: boolean;
}

export class RefereeGiven {
  @PersonsName() name: string;
  @Address() email: string;

  @ApiProperty({ type: 'string', maxLength: 500, description: 'how they know the applicant' })
  @Words(500)
  relation: string;

  @ApiPropertyOptional({
    type: 'boolean',
    default: true,
    description: 'the applicant gives up the right to read the letter; told to the referee, and never changed',
  })
  @MayStay()
  @IsBoolean()
  accessWaived?: boolean;
}

export class ReferenceShape implements ReferenceAsked {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ type: 'string' }) name: string;
  @ApiProperty({ type: 'string' }) email: string;
  @ApiProperty({ type: 'string' }) relation: string;
  @ApiProperty({ type: 'boolean' }) accessWaived: boolean;
  @ApiProperty({ enum: ['asked', 'received', 'declined'] }) state: Reference['state'];
  @ApiProperty(moment) dueAt: string;
  @ApiProperty({ ...moment, nullable: true }) receivedAt: string | null;
}
export class ReferencesShape {
  @ApiProperty({ type: [ReferenceShape] }) items: ReferenceShape[];
}

export class LetterShape {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ type: 'string', description: 'of the referee' }) name: string;
  @ApiProperty({ type: 'string' }) relation: string;
  @ApiProperty(moment) receivedAt: string | null;
  @ApiProperty({ type: 'string' }) text: string;
}

export class ReferenceExtension {
  @MomentGiven('until when the letter may come', true)
  dueAt: string;
}

export class LetterText {
  @ApiProperty({ type: 'string', maxLength: 100_000 })
  @IsString()
  @MaxLength(100_000)
  text: string;
}

/** What everybody is told of a reference; never the text. */
export function referenceShape({ text: _, revision: __, ...asked }: Reference): ReferenceShape {
  return asked;
}
