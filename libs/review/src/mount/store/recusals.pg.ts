import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Assignments } from '../domain/assignments.js';
import { Committees } from '../domain/committees.js';
import { Ledger } from '../domain/ledger.js';
import { Recusals } from '../domain/recusals.js';

@Injectable()
export class PgRecusals extends Recusals {
  constructor(
    private readonly database: Database,
    private readonly assignments: Assignments,
    private readonly committees: Committees,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  override async recuse(
    applicationId: string,
    personIds: readonly string[],
    reason: string,
    by: string | null,
  ): Promise<void> {
    const rows = await this.database.query<{ id: string }>(
      'select distinct unnest(review_same(id)) as id from unnest($1::uuid[]) as given(id)',
      [personIds],
    );
    const ids = rows.map(({ id }) => id);
    await this.assignments.end({ applicationId, personIds: ids }, 'withdrawn', reason, by);
    await this.takeBackVotes(applicationId, ids, by);
    const [before] = await this.database.query<{ id: string }>(
      'select committee_id as id from review_applications where application_id = $1 and left_at is null',
      [applicationId],
    );
    if (before) await this.committees.assignmentsTouched(before.id);
  }

  override async release(committeeId: string, applicationId: string, by: string | null): Promise<void> {
    await this.assignments.end({ applicationId }, 'withdrawn', 'the application left the committee', by);
    await this.database.query(`delete from review_agenda where application_id = $1 and state <> 'done'`, [
      applicationId,
    ]);
    const left = await this.database.query(
      `update review_applications set left_at = now()
        where committee_id = $1 and application_id = $2 and left_at is null returning application_id`,
      [committeeId, applicationId],
    );
    if (left.length === 0) return;
    await this.committees.assignmentsTouched(committeeId);
    await this.ledger.note({ committeeId, by, act: 'application-left', applicationId });
  }

  private async takeBackVotes(applicationId: string, ids: readonly string[], by: string | null): Promise<void> {
    await this.database.query(
      `update review_ballots set expected = array(select unnest(expected) except select unnest($2::uuid[]) order by 1)
        where application_id = $1 and expected && $2::uuid[]`,
      [applicationId, ids],
    );
    await this.database.query('delete from review_restated where application_id = $1 and reviewer_id = any($2)', [
      applicationId,
      ids,
    ]);
    const votes = await this.database.query<{ committeeId: string; personId: string }>(
      `delete from review_votes v using review_ballots b
        where v.application_id = $1 and v.member_id = any($2) and b.application_id = v.application_id
       returning b.committee_id as "committeeId", v.member_id as "personId"`,
      [applicationId, ids],
    );
    await this.ledger.note(...votes.map((vote) => ({ ...vote, by, act: 'vote-taken-back', applicationId })));
  }
}
