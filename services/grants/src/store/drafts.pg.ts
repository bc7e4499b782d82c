import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import type { Answers } from '../domain/answers.js';
import type { Application } from '../domain/application.js';
import { Drafts, type Saved } from '../domain/applications.js';
import { applicationColumns, applicationOf, moment, type ApplicationRow } from './application-rows.js';

interface Present extends ApplicationRow {
  readonly same: boolean;
  readonly answers_at: string;
}

@Injectable()
export class PgDrafts extends Drafts {
  constructor(private readonly database: Database) {
    super();
  }

  override save(
    id: string,
    by: string,
    answers: Answers,
    title: string,
    match: (version: number) => void,
    check: (application: Application) => void,
  ): Promise<Saved> {
    const text = JSON.stringify(answers);
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<Present>(
        `select ${applicationColumns}, a.answers = $2::jsonb as same, ${moment('a.answers_at')} as answers_at
           from applications a where a.id = $1 for update`,
        [id, text],
      );
      if (!row) throw coreProblems.refuse('not-found', { kind: 'application', id });
      check(applicationOf(row));
      match(row.answers_version);
      if (row.same) return { version: row.answers_version, savedAt: row.answers_at };
      const version = row.answers_version + 1;
      const [saved] = await tx.query<{ at: string }>(
        `with kept as (
           insert into application_versions (application_id, version, answers, saved_by, saved_at)
           values ($1, $2, $3::jsonb, $4, now()) returning saved_at)
         update applications set answers = $3::jsonb, answers_version = $2, title = $5, answers_at = now(), changed_at = now()
          where id = $1 returning ${moment('answers_at')} as at`,
        [id, version, text, by, title],
      );
      return { version, savedAt: saved!.at };
    });
  }
}
