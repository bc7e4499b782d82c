import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { isIsoDate } from '@chiron/contracts/core';
import { isAddress } from '@chiron/mail';
import { Transform } from 'class-transformer';
import { IsString, Matches, MaxLength, ValidateBy, ValidateIf, buildMessage } from 'class-validator';

/** Some text that is not blank. */
export const Words = (maxLength: number): PropertyDecorator =>
  applyDecorators(
    IsString(),
    MaxLength(maxLength),
    Matches(/\S/, { message: '$property must not be blank' }),
  ) as PropertyDecorator;

const offset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i;

/** A moment as RFC 3339 writes it, with its offset; read as UTC. */
export const MomentGiven = (description: string, needed = false): PropertyDecorator =>
  applyDecorators(
    (needed ? ApiProperty : ApiPropertyOptional)({ type: 'string', format: 'date-time', description }),
    ValidateIf((_, value) => needed || value !== undefined),
    Transform(({ value }) => (isMoment(value) ? new Date(value).toISOString() : (value as unknown))),
    ValidateBy({
      name: 'isMoment',
      validator: {
        validate: isMoment,
        defaultMessage: buildMessage(
          (each) => `${each}$property must be a moment with an offset, as RFC 3339 writes it`,
        ),
      },
    }),
  ) as PropertyDecorator;

const isMoment = (value: unknown): value is string =>
  typeof value === 'string' &&
  offset.test(value) &&
  isIsoDate(value.slice(0, 10)) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).getUTCFullYear() < 3_000;

/** One plain e-mail address that a letter can go to. */
export const Address = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: 'string', format: 'email', maxLength: 320 }),
    Transform(({ value }) => (typeof value === 'string' ? value.trim() : (value as unknown))),
    ValidateBy({
      name: 'isAddress',
      validator: {
        validate: (value): boolean => typeof value === 'string' && isAddress(value),
        defaultMessage: buildMessage((each) => `${each}$property must be one e-mail address`),
      },
    }),
  ) as PropertyDecorator;

/** A name as people write it, in any script; letters greet by it, so it is one line and leads nowhere. */
export const PersonsName = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: 'string', maxLength: 200 }),
    Words(200),
    Matches(/^[^\p{Cc}\u2028\u2029]*$/u, { message: '$property must be one line' }),
    Matches(/^(?!.*(:\/\/|www\.|@))/i, { message: '$property must be a name, not an address' }),
  ) as PropertyDecorator;

/** Documents that a change needs the ETag of what was read. */
export const IfMatch = (): MethodDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'the ETag that was read; 428 without, 412 when it changed',
  });
