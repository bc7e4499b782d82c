import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery, MayStay, Words } from '@chiron/http';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { offeringStatuses, type Offering } from '../domain/catalogue.js';
import type { HandChanges } from '../domain/hand-changes.js';
import { HandChangesTold, IdGiven, OneOf, OptionalDay, OptionalWords, TextGiven, Told, ToldOrNull } from './fields.js';

class OfferingFieldsGiven {
  @ApiPropertyOptional({ type: 'string', format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID()
  programId?: string | null;

  @ApiPropertyOptional({ type: [String], format: 'uuid' })
  @MayStay()
  @IsArray()
  @ArrayMaxSize(100)
  @IsUUID(undefined, { each: true })
  termIds?: string[];

  @OptionalWords(100)
  code?: string | null;

  @OneOf(offeringStatuses, { description: 'draft unless given' })
  status?: Offering['status'];

  @OptionalDay()
  beginDate?: string | null;

  @OptionalDay({ description: 'the last day' })
  endDate?: string | null;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, nullable: true })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  seats?: number | null;
}

export class OfferingChange extends OfferingFieldsGiven {
  @ApiProperty({ type: 'string', maxLength: 500, required: false })
  @MayStay()
  @Words(500)
  title?: string;
}

export class NewOffering extends OfferingFieldsGiven {
  @ApiProperty({ type: 'string', maxLength: 500 })
  @Words(500)
  title: string;

  @OptionalWords(63, { description: 'a source that names this offering too; needs `sourcedId`' })
  source?: string | null;

  @OptionalWords(255, { description: 'its id in that source, by which the next deliveries find it' })
  sourcedId?: string | null;
}

export class OfferingsQuery extends PageQuery {
  @IdGiven()
  programId?: string;

  @IdGiven()
  termId?: string;

  @OneOf(offeringStatuses)
  status?: string;

  @TextGiven()
  source?: string;

  @TextGiven()
  sourcedId?: string;

  @TextGiven()
  code?: string;
}

export class OfferingShape {
  @Told('string', 'uuid')
  id: string;

  @ToldOrNull('string', 'uuid')
  programId: string | null;

  @ApiProperty({ type: [String], format: 'uuid' })
  termIds: readonly string[];

  @ToldOrNull('string')
  source: string | null;

  @ToldOrNull('string')
  sourcedId: string | null;

  @ToldOrNull('string')
  code: string | null;

  @Told('string')
  title: string;

  @ApiProperty({ enum: offeringStatuses })
  status: Offering['status'];

  @ToldOrNull('string', 'date')
  beginDate: string | null;

  @ToldOrNull('string', 'date')
  endDate: string | null;

  @ToldOrNull('integer')
  seats: number | null;

  @HandChangesTold()
  handChanges: HandChanges | null;

  @Told('integer')
  revision: number;

  @Told('string', 'date-time')
  createdAt: Date;

  @Told('string', 'date-time')
  changedAt: Date;
}

export class OfferingsPage {
  @ApiProperty({ type: [OfferingShape] })
  items: OfferingShape[];

  @ToldOrNull('string')
  next: string | null;
}
