import { Injectable } from '@nestjs/common';
import { coreProblems, type Decision } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import { Outbox } from '@chiron/messaging';
import { Database, prepared } from '@chiron/postgres';
import { appointed, Officers, type Appointment, type OfficerRole } from '../domain/officers.js';

interface Row {
  id: string;
  person_id: string;
  role: OfficerRole;
  appointed_at: Date;
  appointed_by: string;
  relieved_at: Date | null;
  relieved_by: string | null;
}
const columns = 'id, person_id, role, appointed_at, appointed_by, relieved_at, relieved_by';
const appointmentOf = (row: Row): Appointment => ({
  id: row.id,
  personId: row.person_id,
  role: row.role,
  appointedAt: row.appointed_at.toISOString(),
  appointedBy: row.appointed_by,
  relievedAt: row.relieved_at?.toISOString() ?? null,
  relievedBy: row.relieved_by,
});
/** One appointment after another: two for one person, under two of their names, cannot pass each other. */
const appointing = 7_246_301;

const rolesOf = prepared(
  'select role from grants_officers where relieved_at is null and person_id in (select aliases_of($1))',
);

@Injectable()
export class PgOfficers extends Officers {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override async rolesOf(personId: string | undefined): Promise<ReadonlySet<OfficerRole>> {
    if (personId === undefined) return new Set();
    const rows = await this.database.query<{ role: OfficerRole }>(rolesOf, [personId]);
    return new Set(rows.map(({ role }) => role));
  }

  override appoint(appointment: Appointment): Promise<void> {
    const { id, personId, role, appointedAt, appointedBy } = appointment;
    return this.database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [appointing]);
      if ((await this.rolesOf(personId)).has(role))
        throw grantsProblems.refuse('already-officer', {}, [{ pointer: '/role', detail: 'is held by this person' }]);
      await tx.run(
        'insert into grants_officers (id, person_id, role, appointed_at, appointed_by) values ($1, $2, $3, $4, $5)',
        [id, personId, role, appointedAt, appointedBy],
      );
      await this.outbox.add(tx, [{ fact: appointed(appointment), revision: 1 }]);
    });
  }

  override change(id: string, decide: (appointment: Appointment) => Decision<Appointment>): Promise<Appointment> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<Row>(`select ${columns} from grants_officers where id = $1 for update`, [id]);
      if (!row) throw coreProblems.refuse('not-found', { kind: 'appointment', id });
      const { next, events } = decide(appointmentOf(row));
      await tx.run('update grants_officers set relieved_at = $2, relieved_by = $3 where id = $1', [
        id,
        next.relievedAt,
        next.relievedBy,
      ]);
      await this.outbox.add(
        tx,
        events.map((fact) => ({ fact, revision: 2 })),
      );
      return next;
    });
  }

  override async list({ limit, after, present }: Parameters<Officers['list']>[0]): Promise<Appointment[]> {
    const rows = await this.database.query<Row>(
      `select ${columns} from grants_officers
        where ($2::uuid is null or id < $2) and (relieved_at is null or not $3)
        order by id desc limit $1`,
      [limit + 1, after ?? null, present],
    );
    return rows.map(appointmentOf);
  }
}
