import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import { reviewProblems } from '../../problems.js';
import { Assignments, type Assignment, type EndOf } from '../domain/assignments.js';
import { Committees } from '../domain/committees.js';
import { Ledger } from '../domain/ledger.js';
import { RepairBell } from '../domain/repair-bell.js';

const columns = `id, committee_id as "committeeId", application_id as "applicationId", person_id as "personId", state, pinned,
  begun, reason, revision`;

@Injectable()
export class PgAssignments extends Assignments {
  constructor(
    private readonly database: Database,
    private readonly committees: Committees,
    private readonly ledger: Ledger,
    private readonly bell: RepairBell,
  ) {
    super();
  }

  override async lock(committeeId: string, id: string): Promise<Assignment | null> {
    const [row] = await this.database.query<Assignment>(
      `select ${columns} from review_assignments where committee_id = $1 and id = $2 for update`,
      [committeeId, id],
    );
    return row ?? null;
  }

  override async assign(
    committeeId: string,
    pairs: readonly { applicationId: string; personId: string; pinned?: boolean }[],
    by: string | null,
  ): Promise<void> {
    if (pairs.length === 0) return;
    const rows = pairs.map((pair) => ({ id: uuidv7(), pinned: false, ...pair }));
    try {
      await this.database.query(
        `insert into review_assignments (id, committee_id, application_id, person_id, state, pinned, by_person)
         select x.id, $2, x."applicationId", x."personId", 'assigned', x.pinned, $3
           from jsonb_to_recordset($1::jsonb) as x(id uuid, "applicationId" uuid, "personId" uuid, pinned boolean)
          order by x."personId", x."applicationId"
         on conflict (application_id, person_id) do update set state = 'assigned', committee_id = excluded.committee_id,
           pinned = excluded.pinned, reason = null, by_person = excluded.by_person, at = now(),
           revision = review_assignments.revision + 1`,
        [JSON.stringify(rows), committeeId, by],
      );
    } catch (error) {
      throw refusalOf(error) ?? error;
    }
    await this.database.query(
      `update review_applications a set reviews_wanted = greatest(reviews_wanted, (select count(*) from review_assignments m
          where m.application_id = a.application_id and m.state = 'assigned'))
        where application_id = any($1)`,
      [[...new Set(pairs.map(({ applicationId }) => applicationId))]],
    );
    await this.committees.assignmentsTouched(committeeId);
    await this.ledger.note(
      ...pairs.map(({ applicationId, personId }) => ({ committeeId, by, act: 'assigned', applicationId, personId })),
    );
  }

  override async end(
    { committeeId, applicationId, personIds, ids }: EndOf,
    state: 'refused' | 'withdrawn',
    reason: string,
    by: string | null,
  ): Promise<Assignment[]> {
    const ended = await this.database.query<Assignment>(
      `update review_assignments set state = $5, reason = $6, pinned = false, at = now(), revision = revision + 1
        where state = 'assigned' and ($1::uuid is null or committee_id = $1)
          and ($2::uuid is null or application_id = $2) and ($3::uuid[] is null or person_id = any($3))
          and ($4::uuid[] is null or id = any($4))
       returning ${columns}`,
      [committeeId ?? null, applicationId ?? null, personIds ?? null, ids ?? null, state, reason],
    );
    for (const id of new Set(ended.map((one) => one.committeeId))) {
      await this.committees.assignmentsTouched(id, { repair: true });
    }
    if (ended.length > 0) this.database.afterCommit(() => this.bell.ring());
    await this.ledger.note(
      ...ended.map((one) => ({
        committeeId: one.committeeId,
        by,
        act: `assignment-${state}`,
        applicationId: one.applicationId,
        personId: one.personId,
        facts: { reason },
      })),
    );
    return ended;
  }

  override async pin(id: string, pinned: boolean, by: string): Promise<void> {
    const [row] = await this.database.query<Assignment>(
      `update review_assignments set pinned = $2, revision = revision + 1 where id = $1 and pinned <> $2
       returning ${columns}`,
      [id, pinned],
    );
    if (!row) return;
    const { committeeId, applicationId, personId } = row;
    const act = pinned ? 'assignment-pinned' : 'assignment-unpinned';
    await this.ledger.note({ committeeId, by, act, applicationId, personId });
  }
}

/** What the database holds, in words. */
function refusalOf(error: unknown): Error | undefined {
  const { code, constraint } = (error ?? {}) as { code?: string; constraint?: string };
  if (code !== '23514') return undefined;
  if (constraint === 'review_team_never_reviews') return reviewProblems.refuse('team-never-reviews');
  if (constraint === 'review_capacity_holds') return reviewProblems.refuse('capacity-exceeded');
  return undefined;
}
