import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { isIsoDate } from '@chiron/contracts/core';
import { IsString, Matches, MaxLength, ValidateBy, ValidateIf, buildMessage } from 'class-validator';

/** A field of a change that may be absent, then it stays; null is no value of it. */
export const MayStay = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** Some text that is not blank. */
export const Words = (maxLength: number): PropertyDecorator =>
  applyDecorators(
    IsString(),
    MaxLength(maxLength),
    Matches(/\S/, { message: '$property must not be blank' }),
  ) as PropertyDecorator;

const offset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i;

/** Whether a text is a moment of the calendar with its offset, as RFC 3339 writes it. */
export const isMomentText = (value: unknown): value is string =>
  typeof value === 'string' &&
  offset.test(value) &&
  isIsoDate(value.slice(0, 10)) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).getUTCFullYear() < 3_000;

/** A moment as RFC 3339 writes it, with its offset. */
export const IsMoment = (): PropertyDecorator =>
  ValidateBy({
    name: 'isMoment',
    validator: {
      validate: isMomentText,
      defaultMessage: buildMessage((each) => `${each}$property must be a moment with an offset, as RFC 3339 writes it`),
    },
  });

/** Documents that a change needs the ETag of what was read. */
export const IfMatch = (): MethodDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'the ETag that was read; 428 without, 412 when it changed',
  });
