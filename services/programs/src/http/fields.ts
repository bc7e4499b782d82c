import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { isIsoDate } from '@chiron/contracts/core';
import { IsMoment, MayStay, Words } from '@chiron/http';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength, ValidateBy, buildMessage } from 'class-validator';

interface Described {
  readonly description?: string;
}

/** Some text, or null. */
export const OptionalWords = (maxLength: number, about: Described = {}): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: 'string', maxLength, nullable: true, ...about }),
    IsOptional(),
    Words(maxLength),
  ) as PropertyDecorator;

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
const isDay = () =>
  ValidateBy({
    name: 'isDay',
    validator: {
      validate: (value): boolean => typeof value === 'string' && isIsoDate(value),
      defaultMessage: buildMessage((each) => `${each}$property must be a day of the calendar, YYYY-MM-DD`),
    },
  });

/** A day, or null. */
export const OptionalDay = (about: Described = {}): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: 'string', format: 'date', nullable: true, ...about }),
    IsOptional(),
    isDay(),
  ) as PropertyDecorator;

/** A moment as RFC 3339 writes it, with its offset. */
export const Moment = (about: Described = {}): PropertyDecorator =>
  applyDecorators(ApiProperty({ type: 'string', format: 'date-time', ...about }), IsMoment()) as PropertyDecorator;

/** The same in a query or a change: may be absent. */
export const MomentGiven = (about: Described = {}): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: 'string', format: 'date-time', ...about }),
    MayStay(),
    IsMoment(),
  ) as PropertyDecorator;

/** One of these words; may be absent. */
export const OneOf = (words: readonly string[], about: Described = {}): PropertyDecorator =>
  applyDecorators(ApiPropertyOptional({ enum: [...words], ...about }), MayStay(), IsIn(words)) as PropertyDecorator;

/** An id of ours; may be absent. */
export const IdGiven = (about: Described = {}): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: 'string', format: 'uuid', ...about }),
    MayStay(),
    Transform(({ value }) => (typeof value === 'string' ? value.toLowerCase() : (value as unknown))),
    IsUUID(),
  ) as PropertyDecorator;

/** Text that a query filters by; may be absent. */
export const TextGiven = (about: Described = {}): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: 'string', ...about }),
    MayStay(),
    IsString(),
    MaxLength(255),
  ) as PropertyDecorator;

/** What an answer always has. */
export const Told = (type: 'string' | 'integer' | 'boolean', format?: string): PropertyDecorator =>
  ApiProperty({ type, ...(format ? { format } : {}) });

/** What an answer always has, perhaps null. */
export const ToldOrNull = (type: 'string' | 'integer', format?: string): PropertyDecorator =>
  ApiProperty({ type, nullable: true, ...(format ? { format } : {}) });

/** What hands changed of a thing that a source delivers. */
export const HandChangesTold = (): PropertyDecorator =>
  ApiProperty({
    type: 'object',
    nullable: true,
    description: 'by field what a hand changed: what the source says beneath it, by whom and when',
    additionalProperties: {
      type: 'object',
      required: ['source', 'by', 'at'],
      properties: { source: {}, by: { type: 'string' }, at: { type: 'string', format: 'date-time' } },
    },
  });
