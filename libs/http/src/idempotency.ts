import { createHash } from 'node:crypto';
import {
  SetMetadata,
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { coreProblems } from '@chiron/contracts/core';
import { Database, type Tx } from '@chiron/postgres';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { callerOf } from './access.js';
import { faultInText, maxIdLength } from './text.js';

const idempotentKey = 'chiron:idempotent';

/**
 * Lets a caller repeat an unsafe call safely: with an `Idempotency-Key` the handler runs in one transaction together
 * with its key and its answer, kept for 7 days per client. The same key again gives the first answer (status, body,
 * `Location`, `ETag`); with another body or query it is refused `idempotency-key-reused`. A refused call keeps nothing.
 * @param withhold members of the answer that are never kept (a secret shown once); repeats answer without them
 */
export const Idempotent = (withhold: readonly string[] = []): MethodDecorator =>
  applyDecorators(
    SetMetadata(idempotentKey, withhold),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'repeats of this call give its first answer; kept for 7 days',
      schema: { type: 'string', maxLength: maxIdLength },
    }),
  );

interface Kept {
  readonly fresh: boolean;
  readonly same: boolean;
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body: string | null;
}

interface Call {
  readonly key: string;
  readonly withhold: readonly string[];
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const replayed = ['location', 'etag'] as const;

export class Idempotency implements NestInterceptor {
  constructor(private readonly database: Database | undefined) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (!this.database || context.getType() !== 'http') return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    if (key === undefined) return next.handle();
    const withhold = Reflect.getMetadata(idempotentKey, context.getHandler()) as readonly string[] | undefined;
    if (!withhold) return next.handle();
    const call = { key: keyOf(key), withhold, request, reply: http.getResponse<FastifyReply>() };
    return from(this.once(this.database, call, next));
  }

  private once(database: Database, { key, withhold, request, reply }: Call, next: CallHandler): Promise<unknown> {
    const caller = callerOf(request);
    const owner = caller ? `${caller.clientId} ${caller.subject}` : '';
    return database.ownTransaction(async (tx) => {
      const kept = await reserve(tx, owner, key, fingerprint(request));
      if (!kept.fresh) return replay(kept, reply);
      const result: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await keep(tx, owner, key, reply, withoutMembers(result, withhold));
      return result;
    });
  }
}

function keyOf(header: string | string[]): string {
  const key = Array.isArray(header) ? header.join(',') : header;
  if (key.length >= 1 && key.length <= maxIdLength && faultInText(key) === undefined) return key;
  throw coreProblems.refuse('validation-failed', {}, [
    { pointer: 'header:Idempotency-Key', detail: `must have 1 to ${maxIdLength} characters` },
  ]);
}

const fingerprint = (request: FastifyRequest): Buffer =>
  createHash('sha256')
    .update(
      `${request.method} ${request.url}\n${request.headers['if-match'] ?? ''}\n${JSON.stringify(request.body) ?? ''}`,
    )
    .digest();

/** Takes the key, waiting for a call that holds it now; expired keys are taken over. */
async function reserve(tx: Tx, owner: string, key: string, print: Buffer): Promise<Kept> {
  const taken = await tx.run(
    `insert into idempotency_keys as kept (owner, key, fingerprint) values ($1, $2, $3)
     on conflict (owner, key) do update set fingerprint = excluded.fingerprint, status = null, headers = null, body = null, created_at = now()
     where kept.created_at < now() - interval '7 days'`,
    [owner, key, print],
  );
  if (taken.rowCount) return { fresh: true, same: true, status: null, headers: null, body: null };
  const [kept] = await tx.query<Omit<Kept, 'fresh'>>(
    'select fingerprint = $3 as same, status, headers, body from idempotency_keys where owner = $1 and key = $2',
    [owner, key, print],
  );
  if (!kept) throw coreProblems.refuse('conflict');
  return { ...kept, fresh: false };
}

async function keep(tx: Tx, owner: string, key: string, reply: FastifyReply, result: unknown): Promise<void> {
  const headers = Object.fromEntries(
    replayed.flatMap((name) => (reply.hasHeader(name) ? [[name, String(reply.getHeader(name))]] : [])),
  );
  await tx.run('update idempotency_keys set status = $3, headers = $4, body = $5 where owner = $1 and key = $2', [
    owner,
    key,
    reply.statusCode,
    JSON.stringify(headers),
    result === undefined ? null : JSON.stringify(result),
  ]);
}

function withoutMembers(result: unknown, names: readonly string[]): unknown {
  if (names.length === 0 || typeof result !== 'object' || result === null) return result;
  return Object.fromEntries(Object.entries(result).filter(([name]) => !names.includes(name)));
}

function replay(kept: Kept, reply: FastifyReply): unknown {
  if (!kept.same) throw coreProblems.refuse('idempotency-key-reused');
  void reply.code(kept.status ?? 200).header('idempotency-replayed', 'true');
  for (const [name, value] of Object.entries(kept.headers ?? {})) void reply.header(name, value);
  return kept.body === null ? undefined : (JSON.parse(kept.body) as unknown);
}

/** Drops keys older than their 7 days; returns how many. */
export async function dropOldKeys(database: Database): Promise<number> {
  return database.ownTransaction(async (tx) => {
    const dropped = await tx.run("delete from idempotency_keys where created_at < now() - interval '7 days'");
    return dropped.rowCount ?? 0;
  });
}

class IdempotencyKeys1763000000001 implements MigrationInterface {
  readonly name = 'IdempotencyKeys1763000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table idempotency_keys (
      owner text not null,
      key text not null,
      fingerprint bytea not null,
      status int,
      headers jsonb,
      body text,
      created_at timestamptz not null default now(),
      primary key (owner, key)
    ) with (fillfactor = 70)`);
    await runner.query('create index idempotency_keys_by_age on idempotency_keys (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table idempotency_keys');
  }
}

/** The table of idempotency keys; every service with a database adds these to its own migrations. */
export const httpMigrations: (new () => MigrationInterface)[] = [IdempotencyKeys1763000000001];
