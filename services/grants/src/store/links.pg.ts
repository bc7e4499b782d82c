import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Instant } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
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

  override async move(subjectId: string, dueAt: Instant): Promise<void> {
    await this.database.query('update application_links set due_at = $2 where subject_id = $1 and ended_at is null', [
      subjectId,
      dueAt,
    ]);
  }
}
