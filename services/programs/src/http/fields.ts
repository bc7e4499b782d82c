import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { isIsoDate } from '@chiron/contracts/core';
import { Transform } from 'class-transformer';
import {
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateBy,
  ValidateIf,
  buildMessage,
} from 'class-validator';

interface Described {
  readonly description?: string;
}

/** May be absent, then it stays; null is no value of it. */
export const MayStay = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** Some text that is not blank. */
export const Words = (maxLength: number): PropertyDecorator =>
  applyDecorators(
    IsString(),
    MaxLength(maxLength),
    Matches(/\S/, { message: '$property must not be blank' }),
  ) as PropertyDecorator;

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

const offset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i;

const isMoment = () =>
  ValidateBy({
    name: 'isMoment',
    validator: {
      validate: (value): boolean =>
        typeof value === 'string' &&
        offset.test(value) &&
        isIsoDate(value.slice(0, 10)) &&
        !Number.isNaN(Date.parse(value)),
      defaultMessage: buildMessage((each) => `${each}$property must be a moment with an offset, as RFC 3339 writes it`),
    },
  });

/** A moment as RFC 3339 writes it, with its offset. */
export const Moment = (about: Described = {}): PropertyDecorator =>
  applyDecorators(ApiProperty({ type: 'string', format: 'date-time', ...about }), isMoment()) as PropertyDecorator;

/** The same in a query or a change: may be absent. */
export const MomentGiven = (about: Described = {}): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: 'string', format: 'date-time', ...about }),
    MayStay(),
    isMoment(),
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
