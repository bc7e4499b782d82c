import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { MinutesBook, type Minutes } from '../domain/minutes.js';
import { Sight } from '../domain/sight.js';
import { administers, mustHaveSigned } from '../domain/view.js';

@Injectable()
export class GetMinutes {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly book: MinutesBook,
  ) {}

  /**
   * Approved minutes, without the paragraphs about what this person may not know of; drafts for who operates the round's
   * figures. To anybody else a draft is `not-found`.
   */
  async run(committeeId: string, personId: string): Promise<Minutes> {
    const view = await this.sight.in(committeeId, personId);
    mustHaveSigned(view);
    const minutes = await this.book.present(committeeId);
    const draft = minutes?.state === 'draft';
    const operates = draft && administers(view) && !(await this.sight.conflictedInRound(view));
    if (!minutes || (draft && !operates)) throw coreProblems.refuse('not-found', { kind: 'minutes', id: committeeId });
    const { sql, params } = this.sight.seen(view);
    const seen = new Set(
      (await this.database.query<{ id: string }>(`select application_id as id from ${sql} s`, [...params])).map(
        ({ id }) => id,
      ),
    );
    const paragraphs = minutes.paragraphs.filter(
      ({ application }) => application === undefined || seen.has(application),
    );
    return { ...minutes, paragraphs };
  }
}
