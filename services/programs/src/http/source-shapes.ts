import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery, MayStay } from '@chiron/http';
import { enrollmentRoles, type EnrollmentRole } from '@chiron/contracts/programs';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsTimeZone,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { DateOrder } from '../domain/incoming.js';
import { OptionalWords, Told, ToldOrNull } from './fields.js';

const winners = ['source', 'hand'] as const;
type Winner = (typeof winners)[number];
const dateOrders = ['YMD', 'DMY', 'MDY'] as const;

const Share =
  (description: string): PropertyDecorator =>
  (target, name) => {
    ApiPropertyOptional({ type: 'number', minimum: 0, maximum: 1, description })(target, name);
    for (const rule of [MayStay(), IsNumber(), Min(0), Max(1)]) rule(target, name);
  };
const Wins = (): PropertyDecorator => (target, name) => {
  ApiPropertyOptional({ enum: winners, default: 'hand' })(target, name);
  for (const rule of [MayStay(), IsIn(winners)]) rule(target, name);
};

export class GuardsShape {
  @Share('an import waits where it would end a larger share of the live enrollments in scope; 0.2 unless set')
  endedShare?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'or more enrollments than this; 1000 unless set' })
  @MayStay()
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  endedCount?: number;

  @Share('or this share or more of any one offering; 0.5 unless set')
  offeringShare?: number;
}

/** Who wins where a hand changed a field that the source changes too, of an enrollment or of the catalogue. */
export class FieldPolicyShape {
  @Wins()
  person?: Winner;

  @Wins()
  offeringId?: Winner;

  @Wins()
  role?: Winner;

  @Wins()
  beginDate?: Winner;

  @Wins()
  endDate?: Winner;

  @Wins()
  status?: Winner;

  @Wins()
  title?: Winner;

  @Wins()
  code?: Winner;

  @Wins()
  type?: Winner;

  @Wins()
  programId?: Winner;

  @Wins()
  termIds?: Winner;
}

/** What is absent stays; each table that is given replaces the one before. */
export class SourceChange {
  @OptionalWords(500, { description: 'who answers for the source' })
  owner?: string | null;

  @ApiPropertyOptional({ type: [String], description: 'e-mail domains that this source is authoritative for' })
  @MayStay()
  @IsArray()
  @ArrayMaxSize(100)
  @Matches(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i, {
    each: true,
    message: 'must be domains, as in example.edu',
  })
  domains?: string[];

  @ApiPropertyOptional({ enum: dateOrders, nullable: true, description: 'order of dates that are not ISO 8601' })
  @IsOptional()
  @IsIn(dateOrders)
  dateOrder?: DateOrder | null;

  @ApiPropertyOptional({ type: 'string', nullable: true, description: 'IANA time zone of moments without an offset' })
  @IsOptional()
  @IsTimeZone()
  timeZone?: string | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', enum: [...enrollmentRoles] },
    description: "the source's word → role, over the built-in words",
  })
  @MayStay()
  @IsObject()
  roles?: Record<string, EnrollmentRole>;

  @ApiPropertyOptional({ type: GuardsShape })
  @MayStay()
  @IsObject()
  @ValidateNested()
  @Type(() => GuardsShape)
  guards?: GuardsShape;

  @ApiPropertyOptional({ type: FieldPolicyShape })
  @MayStay()
  @IsObject()
  @ValidateNested()
  @Type(() => FieldPolicyShape)
  fieldPolicy?: FieldPolicyShape;
}

export class NewSource {
  @ApiProperty({ type: 'string', pattern: '^[a-z0-9][a-z0-9._-]{0,62}$' })
  @IsString()
  name: string;
}

export class SourcesQuery extends PageQuery {}

/** Settings as they hold: what was not set has its default. */
export class SourceShape {
  @Told('string')
  name: string;

  @ToldOrNull('string')
  owner: string | null;

  @ApiProperty({ type: [String] })
  domains: readonly string[];

  @ApiProperty({ enum: dateOrders, nullable: true })
  dateOrder: DateOrder | null;

  @ToldOrNull('string')
  timeZone: string | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string', enum: [...enrollmentRoles] } })
  roles: Readonly<Record<string, EnrollmentRole>>;

  @ApiProperty({ type: GuardsShape })
  guards: GuardsShape;

  @ApiProperty({ type: FieldPolicyShape })
  fieldPolicy: FieldPolicyShape;

  @Told('integer')
  revision: number;

  @Told('string', 'date-time')
  createdAt: Date;

  @Told('string', 'date-time')
  changedAt: Date;
}

export class SourcesPage {
  @ApiProperty({ type: [SourceShape] })
  items: SourceShape[];

  @ToldOrNull('string')
  next: string | null;
}
