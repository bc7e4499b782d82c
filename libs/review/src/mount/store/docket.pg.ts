import { Injectable } from '@nestjs/common';
import type { IsoDate } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { reviewProblems } from '../../problems.js';
import { Committees } from '../domain/committees.js';
import { Docket, type HeldDocket } from '../domain/docket.js';
import { Recusals } from '../domain/recusals.js';
import { ReviewTeams } from '../domain/review-teams.js';
import type { Reviewable } from '../domain/reviewables.js';
import { mustBeBeforeDecision } from '../domain/view.js';

@Injectable()
export class PgDocket extends Docket {
  constructor(
    private readonly database: Database,
    private readonly committees: Committees,
    private readonly recusals: Recusals,
    private readonly teams: ReviewTeams,
  ) {
    super();
  }

  override change<T>(committeeId: string, by: string, work: (docket: HeldDocket) => Promise<T>): Promise<T> {
    return this.database.transaction(async () => {
      const { roundId, progress } = await this.committees.lock(committeeId);
      mustBeBeforeDecision(progress.phase);
      return work({ take: (applications, passing) => this.take({ committeeId, roundId, by }, applications, passing) });
    });
  }

  private async take(
    { committeeId, roundId, by }: { committeeId: string; roundId: string; by: string },
    applications: readonly Reviewable[],
    passing: boolean,
  ): Promise<string[]> {
    const held = await this.database.query<{ id: string; here: boolean }>(
      `select application_id as id, committee_id = $2 as here from review_applications
        where application_id = any($1) and left_at is null`,
      [applications.map(({ id }) => id), committeeId],
    );
    const elsewhere = held.filter(({ here }) => !here);
    if (elsewhere.length > 0 && !passing) throw reviewProblems.refuse('before-another-committee');
    const reviewed = await this.reviewedElsewhere(committeeId, applications);
    if (reviewed.length > 0 && !passing) throw reviewProblems.refuse('reviews-begun');
    const others = new Set([...elsewhere, ...reviewed].map(({ id }) => id));
    const present = new Set(held.map(({ id }) => id));
    const taken = applications.filter(({ id }) => !others.has(id));
    const rows = taken.map(({ team: _, ...row }) => ({ hostUnit: null, ...row }));
    await this.database.query(
      `insert into review_applications (application_id, committee_id, round_id, number, title, topics, host_unit, search)
       select x.id, $2, $3, x.number, x.title, x.topics, x."hostUnit",
              setweight(to_tsvector('english', x.title), 'A') || to_tsvector('english', x.abstract)
         from jsonb_to_recordset($1::jsonb)
           as x(id uuid, number text, title text, topics text[], "hostUnit" text, abstract text)
       on conflict (application_id) do update set committee_id = excluded.committee_id, round_id = excluded.round_id,
         number = excluded.number, title = excluded.title, topics = excluded.topics, host_unit = excluded.host_unit,
         search = excluded.search, left_at = null,
         added_at = case when review_applications.left_at is null then review_applications.added_at else now() end`,
      [JSON.stringify(rows), committeeId, roundId],
    );
    await this.teams.setAll(new Map(taken.map(({ id, team }) => [id, team])));
    const ids = taken.map(({ id }) => id);
    await this.committees.took(committeeId, ids.filter((id) => !present.has(id)), by); // prettier-ignore
    return ids;
  }

  /** What was written, discussed and voted in one committee is no other's. */
  private reviewedElsewhere(committeeId: string, applications: readonly Reviewable[]): Promise<{ id: string }[]> {
    return this.database.query<{ id: string }>(
      'select distinct application_id as id from review_reviews where application_id = any($1) and committee_id <> $2',
      [applications.map(({ id }) => id), committeeId],
    );
  }

  override async hiddenFrom(ids: readonly string[], today: IsoDate): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<{ id: string }>('select review_hidden($1::uuid[], $2::date) as id', [
      ids,
      today,
    ]);
    return new Set(rows.map(({ id }) => id));
  }

  override async drop(committeeId: string, applicationId: string, by: string): Promise<void> {
    mustBeBeforeDecision((await this.committees.lock(committeeId)).progress.phase);
    const begun = await this.database.query(
      'select from review_reviews where committee_id = $1 and application_id = $2 limit 1',
      [committeeId, applicationId],
    );
    if (begun.length > 0) throw reviewProblems.refuse('reviews-begun');
    await this.recusals.release(committeeId, applicationId, by);
  }
}
