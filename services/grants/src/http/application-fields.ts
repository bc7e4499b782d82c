import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsMoment, Words, isMomentText } from '@chiron/http';
import { isAddress } from '@chiron/mail';
import { Transform } from 'class-transformer';
import { Matches, ValidateBy, ValidateIf, buildMessage } from 'class-validator';

/** A moment as RFC 3339 writes it, with its offset; read as UTC. */
export const MomentGiven = (description: string, needed = false): PropertyDecorator =>
  applyDecorators(
    (needed ? ApiProperty : ApiPropertyOptional)({ type: 'string', format: 'date-time', description }),
    ValidateIf((_, value) => needed || value !== undefined),
    Transform(({ value }) => (isMomentText(value) ? new Date(value).toISOString() : (value as unknown))),
    IsMoment(),
  ) as PropertyDecorator;

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
