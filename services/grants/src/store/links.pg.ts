import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Instant } from '@chiron/contracts/core';
import { Database, type Tx } from '@chiron/postgres';
import type { Window } from '../domain/call.js';
import { Links, refuseFlood, type Link } from '../domain/links.js';
import { moment } from './application-rows.js';

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

@Injectable()
export class PgLinks extends Links {
  constructor(private readonly database: Database) {
    super();
  }

  override issue({ applicationId, purpose, subjectId, dueAt }: Link): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    return this.database.transaction(async (tx) => {
      const [sent] = await tx.query<{ n: number }>(
        `select count(*)::int as n from application_links where application_id = $1 and issued_at > now() - interval '1 day'`,
        [applicationId],
      );
      refuseFlood(sent!.n);
      await this.end(subjectId);
      await tx.run(
        `insert into application_links (token_hash, application_id, purpose, subject_id, due_at) values ($1, $2, $3, $4, $5)`,
        [hashOf(token), applicationId, purpose, subjectId, dueAt],
      );
      return token;
    });
  }

  override async find(token: string): Promise<Link | undefined> {
    const [link] = await this.database.query<Link>(
      `select application_id as "applicationId", purpose, subject_id as "subjectId", ${moment('due_at')} as "dueAt"
         from application_links where token_hash = $1 and ended_at is null`,
      [hashOf(token)],
    );
    return link;
  }

  override async end(subjectId: string): Promise<void> {
    await this.database.query(
      'update application_links set ended_at = now() where subject_id = $1 and ended_at is null',
      [subjectId],
    );
  }

  override follow(applicationId: string, dueAt: Instant): Promise<void> {
    return this.database.transaction((tx) => prolong(tx, 'a.id = $2 and asked.due_at < $1', dueAt, [applicationId]));
  }
}

/** All whose requests ran until the end of this window have until its new end. */
export const followWindow = (tx: Tx, callId: string, before: Window, { stage, graceUntil }: Window): Promise<void> =>
  prolong(tx, 'a.call_id = $2 and a.stage = $3 and asked.due_at = $4', graceUntil, [callId, stage, before.graceUntil]);

/** SQL: whether letters of application `a` have no day of their own. */
const lettersFollow = `not exists (select from call_application_rules r
   where r.call_id = a.call_id and r.rules #>> '{references,dueAt}' is not null)`;

async function prolong(tx: Tx, which: string, dueAt: Instant, params: readonly unknown[]): Promise<void> {
  const asked = (table: string, more: string) =>
    tx.query<{ id: string }>(
      `update ${table} asked set due_at = $1 from applications a
        where a.id = asked.application_id and asked.state = 'asked' and ${which} and ${more} returning asked.id`,
      [dueAt, ...params],
    );
  const moved = [
    ...(await asked('application_approvals', 'asked.replaced_at is null')),
    ...(await asked('application_references', lettersFollow)),
  ];
  await tx.run('update application_links set due_at = $1 where subject_id = any($2) and ended_at is null', [
    dueAt,
    moved.map(({ id }) => id),
  ]);
}
