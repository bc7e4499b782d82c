import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import type { ConflictKind } from '../../conflicts/conflict.js';
import { reviewProblems } from '../../problems.js';
import { Committees } from '../domain/committees.js';
import { Ledger } from '../domain/ledger.js';
import { Recusals } from '../domain/recusals.js';
import { ReviewTeams } from '../domain/review-teams.js';
import { uniteSeats } from './united-seats.js';

@Injectable()
export class PgReviewTeams extends ReviewTeams {
  constructor(
    private readonly database: Database,
    private readonly recusals: Recusals,
    private readonly committees: Committees,
    private readonly ledger: Ledger,
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
      const joined = await tx.query<{ application: string; people: string[] }>(
        `select m.application, array_agg(m.person) as people from ${members}
          where not exists (select from review_teams t where t.application_id = m.application and t.person_id = m.person)
            and exists (select from review_applications a where a.application_id = m.application and a.left_at is null)
          group by 1 order by 1`,
        [JSON.stringify(rows)],
      );
      for (const { application, people } of joined) {
        // not that they joined the team: who applies may be nobody's to know
        await this.recusals.recuse(application, people, 'in conflict', null);
      }
      await tx.run(
        `insert into review_teams select m.application, m.person from ${members} order by 1, 2
         on conflict (application_id, person_id) do nothing`,
        [JSON.stringify(rows)],
      );
    });
  }

  override async left(applicationId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [committeeId] = await holdCommittees(tx, [applicationId]);
      if (committeeId !== undefined) await this.recusals.release(committeeId, applicationId, null);
    });
  }

  override async declareByApplicant(
    applicationId: string,
    { personId, kind, note, by }: { personId: string; kind: ConflictKind; note?: string; by: string },
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [committeeId] = await holdCommittees(tx, [applicationId]);
      const declared = await tx.run(
        `insert into review_conflicts (id, application_id, person_id, kind, source, state, note, created_by)
         values ($1, $2, $3, $4, 'declared-by-applicant', 'confirmed', $5, $6)
         on conflict (application_id, person_id, kind, source) do nothing`,
        [uuidv7(), applicationId, personId, kind, note ?? null, by],
      );
      if (!declared.rowCount) return;
      await this.recusals.recuse(applicationId, [personId], 'in conflict', null);
      await this.note(committeeId, 'conflict-declared', applicationId, { personId, kind });
    });
  }

  override async mustNotBeReviewed(applicationId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [committeeId] = await holdCommittees(tx, [applicationId]);
      if (committeeId === undefined) return;
      const { phase } = (await this.committees.lock(committeeId)).progress;
      if (phase !== 'bidding') throw reviewProblems.refuse('not-in-this-phase', { phase });
    });
  }

  override async takeBackByApplicant(
    applicationId: string,
    { personId, kind }: { personId: string; kind: ConflictKind },
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [committeeId] = await holdCommittees(tx, [applicationId]);
      const gone = await tx.run(
        `delete from review_conflicts where application_id = $1 and person_id = any(review_same($2)) and kind = $3
            and source = 'declared-by-applicant' and decided_by is null and not pinned`,
        [applicationId, personId, kind],
      );
      if (!gone.rowCount || committeeId === undefined) return;
      await this.committees.assignmentsTouched(committeeId);
      await this.note(committeeId, 'conflict-withdrawn', applicationId, { personId, kind });
    });
  }

  /** The log does not say who declared it: the applicant is not named to everybody who reads it. */
  private async note(
    committeeId: string | undefined,
    act: string,
    applicationId: string,
    { personId, kind }: { personId: string; kind: ConflictKind },
  ): Promise<void> {
    if (committeeId === undefined) return;
    const facts = { kind, source: 'declared-by-applicant' };
    await this.ledger.note({ committeeId, by: null, act, applicationId, personId, facts });
  }

  override async merged(personId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const impossible = await tx.query<{ application: string }>(
        `select distinct t.application_id as application from review_teams t
          where t.person_id = any(review_same($1)) and exists (select from review_assignments a
            where a.application_id = t.application_id and a.state = 'assigned' and a.person_id = any(review_same($1)))
          order by 1`,
        [personId],
      );
      for (const { application } of impossible) {
        await this.recusals.recuse(application, [personId], 'in conflict', null);
      }
      for (const { committeeId, kept } of await uniteSeats(tx, personId)) {
        await this.ledger.note({ committeeId, by: null, act: 'members-united', personId: kept });
      }
      // what one of the two ids is in conflict with, both are now
      await tx.run(
        `update review_committees set assignment_revision = assignment_revision + 1 where id in
           (select committee_id from review_members where person_id = any(review_same($1)) and left_at is null)`,
        [personId],
      );
    });
  }
}

/** Nobody is assigned there meanwhile; the committees that are held. */
async function holdCommittees(tx: Tx, applicationIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from review_committees where id in
       (select committee_id from review_applications where application_id = any($1) and left_at is null) order by id for update`,
    [applicationIds],
  );
  return rows.map(({ id }) => id);
}
