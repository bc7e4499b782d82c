import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { Access, asReader } from '../domain/access.js';
import type { Answers } from '../domain/answers.js';
import type { AnswersVersion } from '../domain/applications.js';

export interface AnswersFound {
  readonly version: number;
  readonly savedAt: Date;
  readonly answers: Answers;
}

/** The answers as they stand, or as an earlier version had them. */
@Injectable()
export class GetAnswers {
  constructor(
    private readonly access: Access,
    private readonly database: Database,
  ) {}

  async run(applicationId: string, personId: string): Promise<AnswersFound> {
    asReader(await this.access.to(applicationId, personId));
    const [found] = await this.database.query<AnswersFound & Record<string, unknown>>(
      'select answers_version as version, answers_at as "savedAt", answers from applications where id = $1',
      [applicationId],
    );
    return found!;
  }

  async version(applicationId: string, personId: string, version: number): Promise<AnswersFound> {
    asReader(await this.access.to(applicationId, personId));
    const [found] = await this.database.query<AnswersFound & Record<string, unknown>>(
      `select version, saved_at as "savedAt", answers from application_versions
        where application_id = $1 and version = $2`,
      [applicationId, version],
    );
    if (!found) throw coreProblems.refuse('not-found', { kind: 'version', id: String(version) });
    return found;
  }

  /** The newest first, one more than `limit` where there are more. */
  async versions(
    applicationId: string,
    personId: string,
    page: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<AnswersVersion[]> {
    asReader(await this.access.to(applicationId, personId));
    return this.database.query<AnswersVersion & Record<string, unknown>>(
      `select version, saved_at as "savedAt", saved_by as "savedBy" from application_versions
        where application_id = $1 and ($2::int is null or version < $2) order by version desc limit $3`,
      [applicationId, page.before ?? null, page.limit + 1],
    );
  }
}
