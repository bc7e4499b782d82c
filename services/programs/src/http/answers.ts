import { coreProblems } from '@chiron/contracts/core';
import { decodeCursor, encodeCursor, etag, pageOf, requireMatch, type Caller, type Page } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import type { Hand } from '../domain/enrollments.js';

interface Revised {
  readonly revision: number;
}

/** Answers with the thing and its ETag, to be sent back as If-Match. */
export function tagged<T extends Revised>(reply: FastifyReply, thing: T): T {
  void reply.header('etag', etag(thing.revision));
  return thing;
}

/** The same for a thing just made, with its address. */
export function made<T extends Revised>(reply: FastifyReply, address: string, thing: T): T {
  void reply.header('location', address);
  return tagged(reply, thing);
}

/** The caller as one who changes by hand what has the revision that `If-Match` names. */
export const handOf = (caller: Caller, ifMatch: string | undefined): Hand => ({
  by: caller.subject,
  mayPostTo: (source) => caller.mayPostTo(source),
  match: (revision) => requireMatch(ifMatch, revision),
});

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id that a cursor over ids holds; null without a cursor. */
export function idAfter(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [id] = decodeCursor(cursor, 1);
  if (typeof id !== 'string' || !uuid.test(id)) throw strange();
  return id;
}

/** The name that a cursor over names holds; null without a cursor. */
export function nameAfter(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [name] = decodeCursor(cursor, 1);
  if (typeof name !== 'string') throw strange();
  return name;
}

/** A page of things in the order of their ids. */
export const pageById = <T extends { readonly id: string }>(rows: readonly T[], limit: number): Page<T> =>
  pageOf(rows, limit, (row) => [row.id]);

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;

export interface Position {
  readonly asOf: string;
  readonly changedAt: string | null;
  readonly id: string;
}

/** The position that a cursor over enrollments holds; null without a cursor. */
export function positionAfter(cursor: string | undefined, byChange: boolean): Position | null {
  if (cursor === undefined) return null;
  const [asOf, changedAt, id] = decodeCursor(cursor, 3);
  const isMoment = (value: unknown): value is string => typeof value === 'string' && moment.test(value);
  if (!isMoment(asOf) || typeof id !== 'string' || !uuid.test(id)) throw strange();
  if (byChange ? !isMoment(changedAt) : changedAt !== null) throw strange();
  return { asOf, changedAt: changedAt as string | null, id };
}

export const cursorOf = ({ asOf, changedAt, id }: Position): string => encodeCursor([asOf, changedAt, id]);

const strange = () =>
  coreProblems.refuse('validation-failed', {}, [
    { pointer: '?cursor', detail: 'must be a cursor that an earlier page of the same list gave' },
  ]);
