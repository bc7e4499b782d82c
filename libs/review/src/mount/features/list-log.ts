import { Injectable } from '@nestjs/common';
import { decodeCursor, isUuidText, pageOf, type Page } from '@chiron/http';
import { Database } from '@chiron/postgres';
import { Sight } from '../domain/sight.js';
import { mustAdminister } from '../domain/view.js';

export interface LogEntry {
  id: string;
  at: Date;
  by: string | null;
  act: string;
  applicationId: string | null;
  personId: string | null;
  facts: Record<string, unknown>;
}

/** Who did what in a committee, the latest first, for chair and officers; nothing of applications they do not see. */
@Injectable()
export class ListLog {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
  ) {}

  async run(query: { committeeId: string; personId: string; limit: number; cursor?: string }): Promise<Page<LogEntry>> {
    const view = await this.sight.in(query.committeeId, query.personId);
    mustAdminister(view);
    const [before] = query.cursor ? decodeCursor(query.cursor, 1, ([id]) => isUuidText(String(id))) : [null];
    const rows = await this.database.query<LogEntry>(
      `select l.id, l.at, l.by_person as by, l.act, l.application_id as "applicationId", l.person_id as "personId", l.facts
         from review_log l
        where l.committee_id = $1 and ($4::uuid is null or l.id < $4)
          and (l.application_id is null or l.application_id not in (select review_hidden($2::uuid[], $3::date)))
        order by l.id desc limit $5`,
      [query.committeeId, view.ids, view.round.today, before, query.limit + 1],
    );
    return pageOf(rows, query.limit, ({ id }) => [id]);
  }
}
