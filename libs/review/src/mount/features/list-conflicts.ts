import { Injectable } from '@nestjs/common';
import { decodeCursor, isUuidText, pageOf, type Page } from '@chiron/http';
import { Database } from '@chiron/postgres';
import type { ConflictKind, ConflictSource } from '../../conflicts/conflict.js';
import { Sight } from '../domain/sight.js';
import { mustAdminister, shownTo } from '../domain/view.js';

export interface ConflictView {
  id: string;
  applicationId: string;
  number: string;
  personId: string;
  kind: ConflictKind;
  source: ConflictSource;
  state: 'potential' | 'confirmed' | 'waived';
  since: string | null;
  until: string | null;
  /** what was said with a declared one, an applicant's where applicants' names show; never the fact behind a found one */
  note: string | null;
  pinned: boolean;
  decided: { by: string; on: string; reason: string } | null;
  revision: number;
}

/** The conflicts of interest in a committee, for chair and officers; those of the applications they see. */
@Injectable()
export class ListConflicts {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
  ) {}

  async run(query: {
    committeeId: string;
    personId: string;
    state?: ConflictView['state'];
    applicationId?: string;
    limit: number;
    cursor?: string;
  }): Promise<Page<ConflictView>> {
    const view = await this.sight.in(query.committeeId, query.personId);
    mustAdminister(view);
    const { sql, params } = this.sight.seen(view);
    const [after] = query.cursor ? decodeCursor(query.cursor, 1, ([id]) => isUuidText(String(id))) : [null];
    const rows = await this.database.query<ConflictView>(
      `select c.id, c.application_id as "applicationId", s.number, c.person_id as "personId", c.kind, c.source, c.state,
              c.since::text, c.until::text, case when c.source <> 'found' and (c.source <> 'declared-by-applicant' or $9) then c.note end as note, c.pinned,
              case when c.decided_by is not null then jsonb_build_object('by', c.decided_by, 'on', c.decided_on,
                'reason', c.decided_reason) end as decided, c.revision
         from ${sql} s join review_conflicts c on c.application_id = s.application_id
        where c.person_id <> all($2::uuid[]) and ($5::text is null or c.state = $5)
          and ($6::uuid is null or c.application_id = $6) and ($7::uuid is null or c.id > $7)
        order by c.id limit $8`,
      [
        ...params,
        query.state ?? null,
        query.applicationId ?? null,
        after,
        query.limit + 1,
        shownTo(view).applicantNames,
      ],
    );
    return pageOf(rows, query.limit, ({ id }) => [id]);
  }
}
