import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { decodeCursor, isUuidText, pageOf, type Page } from '@chiron/http';
import { Database } from '@chiron/postgres';
import { Reviewables } from '../domain/reviewables.js';
import { Sight } from '../domain/sight.js';

export interface ApplicationView {
  applicationId: string;
  number: string;
  title: string;
  topics: string[];
  /** whether you review it */
  assigned: boolean;
  /** your bid, where you made one */
  bid: number | null;
}

export interface OpenedApplication extends Omit<ApplicationView, 'bid'> {
  /** whether it is shown with applicants' names */
  names: boolean;
  content: unknown;
}

/** The applications of a committee that the person sees now, in the order of their numbers. */
@Injectable()
export class ListApplications {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly reviewables: Reviewables,
  ) {}

  async run(query: {
    committeeId: string;
    personId: string;
    assigned?: boolean;
    limit: number;
    cursor?: string;
  }): Promise<Page<ApplicationView>> {
    const view = await this.sight.in(query.committeeId, query.personId);
    const { sql, params } = this.sight.seen(view);
    const [number, id] = query.cursor
      ? decodeCursor(query.cursor, 2, ([a, b]) => typeof a === 'string' && isUuidText(b))
      : [null, null];
    const rows = await this.database.query<ApplicationView>(
      `select s.application_id as "applicationId", s.number, s.title, s.topics, s.assigned,
              (select b.bid from review_bids b where b.application_id = s.application_id
                  and b.person_id = any($2::uuid[]) limit 1) as bid
         from ${sql} s
        where ($5::boolean is null or s.assigned = $5)
          and ($6::text is null or (s.number, s.application_id) > ($6, $7::uuid))
        order by s.number, s.application_id limit $8`,
      [...params, query.assigned ?? null, number, id, query.limit + 1],
    );
    return pageOf(rows, query.limit, (row) => [row.number, row.applicationId]);
  }

  /** What reviewers read of one, as the phase says; nothing opens before everything is signed. */
  async open(committeeId: string, applicationId: string, personId: string): Promise<OpenedApplication> {
    const view = await this.sight.in(committeeId, personId);
    const { number, title, topics, assigned } = await this.sight.opened(view, applicationId);
    const names = this.sight.shown(view).applicantNames;
    const content = await this.reviewables.content(applicationId, { names });
    if (content === null) throw coreProblems.refuse('not-found', { kind: 'application', id: applicationId });
    return { applicationId, number, title, topics: [...topics], assigned, names, content };
  }
}
