import { coreProblems } from '@chiron/contracts/core';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { faultInText } from './text.js';

export type CursorValue = string | number | boolean | null;

/** An opaque cursor over immutable keys: the values of the last row's key. */
export const encodeCursor = (values: readonly CursorValue[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/**
 * The values of a cursor; refused `validation-failed` at `?cursor` where it is not one of ours: of another number of
 * values than `length`, or of values that do not `fit` their columns (a UUID, a moment).
 */
export function decodeCursor(text: string, length?: number, fit?: (values: CursorValue[]) => boolean): CursorValue[] {
  const values = parsed(text);
  if (!values || (length !== undefined && values.length !== length) || fit?.(values) === false) {
    throw coreProblems.refuse('validation-failed', {}, [
      { pointer: '?cursor', detail: 'must be a cursor that an earlier page gave' },
    ]);
  }
  return values;
}

function parsed(text: string): CursorValue[] | undefined {
  if (!/^[\w-]{1,2000}$/.test(text)) return undefined;
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    const fits = (value: unknown): value is CursorValue =>
      value === null ||
      typeof value === 'boolean' ||
      (typeof value === 'number' && Number.isFinite(value)) ||
      (typeof value === 'string' && faultInText(value) === undefined);
    return Array.isArray(values) && values.every(fits) ? values : undefined;
  } catch {
    return undefined;
  }
}

/** The query of every list. Extend it with the list's own filters. */
export class PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 50, description: 'items on a page' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 50;

  @ApiPropertyOptional({ type: 'string', description: 'the `next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;
}

export interface Page<T> {
  readonly items: T[];
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

/** A page of `limit` from rows fetched with `limit + 1`; `key` gives the immutable key the rows are ordered by. */
export function pageOf<T>(rows: readonly T[], limit: number, key: (row: T) => readonly CursorValue[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(key(last)) : null };
}
