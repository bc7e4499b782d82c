import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Sight } from '../domain/sight.js';
import { mustHaveSigned, shownTo } from '../domain/view.js';

export interface NotDiscussedView {
  applicationId: string;
  number: string;
  title: string;
  pulledBack: boolean;
  /** null where members' names do not show */
  pulledBackBy: string | null;
  reason: string | null;
}

@Injectable()
export class ListNotDiscussed {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
  ) {}

  /** Of the applications that this person may know of. */
  async run(committeeId: string, personId: string): Promise<readonly NotDiscussedView[]> {
    const view = await this.sight.in(committeeId, personId);
    mustHaveSigned(view);
    const { sql, params } = this.sight.seen(view);
    return this.database.query<NotDiscussedView>(
      `select s.application_id as "applicationId", s.number, s.title, n.pulled_at is not null as "pulledBack",
              case when $5 then n.pulled_by end as "pulledBackBy", n.pulled_reason as reason
         from ${sql} s join review_not_discussed n using (application_id) order by s.number, s.application_id`,
      [...params, shownTo(view).reviewerNames],
    );
  }
}
