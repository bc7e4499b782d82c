import { Injectable } from '@nestjs/common';
import { decodeCursor, isUuidText, pageOf, type Page } from '@chiron/http';
import { Database } from '@chiron/postgres';
import type { AssignmentState } from '../domain/assignments.js';
import { Sight } from '../domain/sight.js';
import { administers } from '../domain/view.js';

export interface AssignmentView {
  id: string;
  applicationId: string;
  number: string;
  personId: string;
  state: AssignmentState;
  /** chair and officers see this and what follows; else null */
  pinned: boolean | null;
  begun: boolean | null;
  reason: string | null;
}

/** Who reviews what: a member's own, and all there is to chair and officers, with what was refused and withdrawn. */
@Injectable()
export class ListAssignments {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
  ) {}

  async run(query: {
    committeeId: string;
    personId: string;
    applicationId?: string;
    reviewerId?: string;
    state?: AssignmentState;
    limit: number;
    cursor?: string;
  }): Promise<Page<AssignmentView>> {
    const view = await this.sight.in(query.committeeId, query.personId);
    const all = administers(view);
    const { sql, params } = this.sight.seen(view);
    const [after] = query.cursor ? decodeCursor(query.cursor, 1, ([id]) => isUuidText(id)) : [null];
    const rows = await this.database.query<AssignmentView>(
      `select a.id, a.application_id as "applicationId", s.number, a.person_id as "personId", a.state,
              case when $5 then a.pinned end as pinned, case when $5 then a.begun end as begun,
              case when $5 then a.reason end as reason
         from ${sql} s join review_assignments a on a.application_id = s.application_id
        where a.committee_id = $1 and ($5 or (a.person_id = any($2::uuid[]) and a.state = 'assigned'))
          and ($6::uuid is null or a.application_id = $6) and ($7::uuid is null or a.person_id = $7)
          and a.state = coalesce($8, case when $5 then a.state else 'assigned' end)
          and ($9::uuid is null or a.id > $9)
        order by a.id limit $10`,
      [
        ...params,
        all,
        query.applicationId ?? null,
        query.reviewerId ?? null,
        query.state ?? null,
        after,
        query.limit + 1,
      ],
    );
    return pageOf(rows, query.limit, ({ id }) => [id]);
  }
}
