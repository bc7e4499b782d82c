import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import type { ConflictKind } from '../../conflicts/conflict.js';
import { Assignments } from '../domain/assignments.js';
import { ReviewTeams } from '../domain/review-teams.js';

@Injectable()
export class PgReviewTeams extends ReviewTeams {
  constructor(
    private readonly database: Database,
    private readonly assignments: Assignments,
  ) {
    super();
  }

  override set(applicationId: string, personIds: readonly string[]): Promise<void> {
    return this.setAll(new Map([[applicationId, personIds]]));
  }

  override async setAll(teams: ReadonlyMap<string, readonly string[]>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const applications = [...teams.keys()];
      const rows = applications.flatMap((application) =>
        [...new Set(teams.get(application))].map((person) => ({ application, person })),
      );
      const members = `jsonb_to_recordset($1::jsonb) as m(application uuid, person uuid)`;
      await holdCommittees(tx, applications);
      await tx.run(
        `delete from review_teams t where application_id = any($2) and not exists
           (select from ${members} where m.application = t.application_id and m.person = t.person_id)`,
        [JSON.stringify(rows), applications],
      );
      const joined = await tx.query<{ id: string }>(
        `select a.id from ${members} join review_assignments a on a.application_id = m.application
          where a.state = 'assigned' and a.person_id = any(review_same(m.person))`,
        [JSON.stringify(rows)],
      );
      const ids = joined.map(({ id }) => id);
      if (ids.length > 0) await this.assignments.end({ ids }, 'withdrawn', 'joined the team', null);
      await tx.run(
        `insert into review_teams select m.application, m.person from ${members} order by 1, 2
         on conflict (application_id, person_id) do nothing`,
        [JSON.stringify(rows)],
      );
    });
  }

  override async left(applicationId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await holdCommittees(tx, [applicationId]);
      await this.assignments.end({ applicationId }, 'withdrawn', 'the application left the committee', null);
      await tx.run('update review_applications set left_at = now() where application_id = $1 and left_at is null', [
        applicationId,
      ]);
    });
  }

  override async declareByApplicant(
    applicationId: string,
    { personId, kind, note, by }: { personId: string; kind: ConflictKind; note?: string; by: string },
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      await holdCommittees(tx, [applicationId]);
      await tx.run(
        `insert into review_conflicts (id, application_id, person_id, kind, source, state, note, created_by)
         values ($1, $2, $3, $4, 'declared-by-applicant', 'confirmed', $5, $6)
         on conflict (application_id, person_id, kind, source) do nothing`,
        [uuidv7(), applicationId, personId, kind, note ?? null, by],
      );
      const [same] = await tx.query<{ ids: string[] }>('select review_same($1) as ids', [personId]);
      await this.assignments.end({ applicationId, personIds: same!.ids }, 'withdrawn', 'in conflict', null);
    });
  }

  override async merged(personId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const impossible = await tx.query<{ id: string }>(
        `select a.id from review_assignments a join review_teams t on t.application_id = a.application_id
          where a.state = 'assigned' and a.person_id = any(review_same($1)) and t.person_id = any(review_same($1))`,
        [personId],
      );
      const ids = impossible.map(({ id }) => id);
      if (ids.length > 0) await this.assignments.end({ ids }, 'withdrawn', 'belongs to the team', null);
    });
  }
}

/** Nobody is assigned there meanwhile. */
async function holdCommittees(tx: Tx, applicationIds: readonly string[]): Promise<void> {
  await tx.run(
    `select from review_committees where id in
       (select committee_id from review_applications where application_id = any($1) and left_at is null) order by id for update`,
    [applicationIds],
  );
}
