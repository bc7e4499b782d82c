import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery, MayStay } from '@chiron/http';
import {
  enrollmentRoles,
  enrollmentStatuses,
  type EnrollmentRole,
  type EnrollmentStatus,
} from '@chiron/contracts/programs';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { IdGiven, MomentGiven, OneOf, OptionalDay, TextGiven, Told, ToldOrNull } from './fields.js';

export class EnrollmentsQuery extends PageQuery {
  @IdGiven()
  offeringId?: string;

  @IdGiven({ description: "the platform's person, under all the names that sources have for it" })
  personId?: string;

  @TextGiven()
  source?: string;

  @TextGiven({ description: "the enrollment's id within `source`, which it needs" })
  sourcedId?: string;

  @TextGiven({ description: "the person's id within `source`, which it needs" })
  personSourcedId?: string;

  @OneOf(enrollmentStatuses)
  status?: EnrollmentStatus;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 3650, description: 'pending for so many days or more' })
  @MayStay()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(3650)
  pendingDays?: number;

  @MomentGiven({ description: 'changed since then, at least once; the `asOf` of the walk before' })
  changedSince?: string;
}

/** What ends an enrollment. */
export class Finish {
  @OptionalDay({ description: 'becomes the end date, where it is given' })
  lastDay?: string | null;
}

export class EnrollmentChange {
  @OneOf(enrollmentRoles)
  role?: EnrollmentRole;

  @OptionalDay()
  beginDate?: string | null;

  @OptionalDay({ description: 'the last day' })
  endDate?: string | null;
}

class HandChange {
  @ToldOrNull('string')
  value: string | null;

  @ApiProperty({ type: 'string', description: 'the client or the person' })
  by: string;

  @Told('string', 'date-time')
  at: string;
}

export class HandChanges {
  @ApiPropertyOptional({ type: HandChange })
  role?: HandChange;

  @ApiPropertyOptional({ type: HandChange })
  status?: HandChange;

  @ApiPropertyOptional({ type: HandChange })
  beginDate?: HandChange;

  @ApiPropertyOptional({ type: HandChange })
  endDate?: HandChange;
}

export class EnrollmentShape {
  @Told('string', 'uuid')
  id: string;

  @ApiProperty({ type: 'string', description: 'the source it belongs to; `chiron` for one made by hand' })
  source: string;

  @ToldOrNull('string')
  sourcedId: string | null;

  @Told('string', 'uuid')
  offeringId: string;

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true, description: 'null until the person is resolved' })
  personId: string | null;

  @ToldOrNull('string')
  personSourcedId: string | null;

  @ApiProperty({ enum: enrollmentRoles })
  role: EnrollmentRole;

  @ApiProperty({ enum: enrollmentStatuses })
  status: EnrollmentStatus;

  @ToldOrNull('string', 'date')
  beginDate: string | null;

  @ToldOrNull('string', 'date')
  endDate: string | null;

  @ApiProperty({ type: HandChanges, description: 'what a hand changed; it stands over what the source says' })
  handChanges: HandChanges;

  @ToldOrNull('string', 'date-time')
  dateLastModified: Date | null;

  @ToldOrNull('string', 'uuid')
  importId: string | null;

  @Told('integer')
  revision: number;

  @Told('string', 'date-time')
  createdAt: Date;

  @Told('string', 'date-time')
  changedAt: Date;
}

export class EnrollmentsPage {
  @ApiProperty({ type: [EnrollmentShape] })
  items: EnrollmentShape[];

  @ToldOrNull('string')
  next: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', description: '`changedSince` of the next walk' })
  asOf: string;
}
