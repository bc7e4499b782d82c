import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import type { Conflict } from '../../conflicts/conflict.js';
import { reviewProblems } from '../../problems.js';
import { Committees } from '../domain/committees.js';
import { Conflicts, type StoredConflict } from '../domain/conflicts.js';
import { Ledger } from '../domain/ledger.js';
import { Recusals } from '../domain/recusals.js';

interface ConflictRow {
  id: string;
  revision: number;
  application: string;
  person: string;
  kind: Conflict['kind'];
  source: Conflict['source'];
  state: Conflict['state'];
  since: string | null;
  until: string | null;
  note: string | null;
  pinned: boolean;
  decided: Conflict['decided'] | null;
}

@Injectable()
export class PgConflicts extends Conflicts {
  constructor(
    private readonly database: Database,
    private readonly recusals: Recusals,
    private readonly committees: Committees,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  override async lock(committeeId: string, conflictId: string): Promise<StoredConflict | null> {
    const [row] = await this.database.query<ConflictRow>(
      `select id, revision, application_id as application, person_id as person, kind, source, state, since::text,
              until::text, note, pinned,
              case when decided_by is not null then jsonb_build_object('by', decided_by, 'on', decided_on,
                'reason', decided_reason) end as decided
         from review_conflicts
        where id = $2 and application_id in
              (select application_id from review_applications where committee_id = $1 and left_at is null)
          for update`,
      [committeeId, conflictId],
    );
    return row ? { id: row.id, revision: row.revision, conflict: conflictOf(row) } : null;
  }

  override async add(committeeId: string, conflict: Conflict, by: string): Promise<string> {
    // nobody is assigned in between
    await this.committees.lock(committeeId);
    const [row] = await this.database.query<{ id: string }>(
      `insert into review_conflicts (id, application_id, person_id, kind, source, state, since, until, note, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (application_id, person_id, kind, source) do update set state = excluded.state,
         since = excluded.since, until = excluded.until, note = excluded.note, decided_by = null, decided_on = null,
         decided_reason = null, revision = review_conflicts.revision + 1
         where not review_conflicts.pinned
       returning id`,
      [
        uuidv7(), conflict.application, conflict.person, conflict.kind, conflict.source, conflict.state,
        conflict.since ?? null, conflict.until ?? null, conflict.note ?? null, by,
      ], // prettier-ignore
    );
    if (!row) throw reviewProblems.refuse('conflict-pinned');
    await this.follow(committeeId, conflict, by, 'conflict-declared');
    return row.id;
  }

  override async change(
    committeeId: string,
    id: string,
    next: Conflict,
    { by, act, reason }: { by: string; act: string; reason: string },
  ): Promise<number> {
    await this.committees.lock(committeeId);
    const [row] = await this.database.query<{ revision: number }>(
      `update review_conflicts set state = $2, pinned = $3, decided_by = $4, decided_on = $5, decided_reason = $6,
              revision = revision + 1 where id = $1 returning revision`,
      [id, next.state, next.pinned, next.decided?.by ?? null, next.decided?.on ?? null, next.decided?.reason ?? null],
    );
    await this.follow(committeeId, next, by, act, reason);
    return row!.revision;
  }

  private async follow(
    committeeId: string,
    { application: applicationId, person, state, kind, source }: Conflict,
    by: string,
    act: string,
    reason = '',
  ): Promise<void> {
    if (state === 'confirmed') await this.recusals.recuse(applicationId, [person], 'in conflict', by);
    await this.committees.assignmentsTouched(committeeId);
    const facts = { kind, source, ...(reason.trim() !== '' && { reason: reason.trim() }) };
    await this.ledger.note({ committeeId, by, act, applicationId, personId: person, facts });
  }
}

function conflictOf({ since, until, note, decided, ...row }: ConflictRow): Conflict {
  const { application, person, kind, source, state, pinned } = row;
  return {
    application,
    person,
    kind,
    source,
    state,
    pinned,
    ...(since !== null && { since }),
    ...(until !== null && { until }),
    ...(note !== null && { note }),
    ...(decided && { decided }),
  };
}
