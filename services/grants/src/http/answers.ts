import { coreProblems } from '@chiron/contracts/core';
import { decodeCursor, etag, isUuidText, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';

/** The id that a cursor over ids holds; undefined without a cursor. */
export function idAfter(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [id] = decodeCursor(cursor, 1, ([only]) => isUuidText(only));
  return id as string;
}

/** Answers with the ETag, to be sent back as If-Match. */
export function tagged<T>(reply: FastifyReply, revision: number, body: T): T {
  void reply.header('etag', etag(revision));
  return body;
}

/** The same for a thing just made, with its address. */
export function made<T>(reply: FastifyReply, address: string, revision: number, body: T): T {
  void reply.header('location', address);
  return tagged(reply, revision, body);
}

/** The person who calls; a token that stands for no person acts for nobody here and is refused `forbidden`. */
export function personOf(caller: Caller): string {
  if (!caller.personId) throw coreProblems.refuse('forbidden', { needs: 'a token of a person' });
  return caller.personId;
}
