import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { Clock, coreProblems, type Decision } from '@chiron/contracts/core';
import { programsProblems } from '@chiron/contracts/programs';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import { opened, type Active, type Enrollment } from '../domain/enrollment.js';
import { Enrollments, type Hand } from '../domain/enrollments.js';
import type { Override, Overrides } from '../domain/incoming.js';
import { ownSource } from '../domain/source.js';
import { lockSource } from './sources.pg.js';

/** The fields that a hand changes, and their columns. */
const fields = { role: 'role', beginDate: 'begin_date', endDate: 'end_date', status: 'status' } as const;
type Field = keyof typeof fields;
const names = Object.keys(fields) as Field[];

/** A row with the source's own values beside the present ones. */
interface Row extends Record<Field, string | null> {
  readonly id: string;
  readonly source: string;
  readonly sourcedId: string | null;
  readonly person: string;
  readonly offeringId: string;
  readonly overrides: Overrides | null;
  readonly revision: number;
}

@Injectable()
export class EnrollmentsPg extends Enrollments {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {
    super();
  }

  async change(id: string, hand: Hand, decide: (present: Enrollment) => Decision<Enrollment>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await locked(tx, id);
      if (!hand.mayPostTo(row.source)) throw programsProblems.refuse('source-not-permitted', { source: row.source });
      hand.match(row.revision);
      const { next, events } = decide(presentOf(row));
      if (events.length === 0) return;
      await refuseTaken(tx, next);
      const revision = row.revision + 1;
      if (row.source === ownSource) await writeOwn(tx, next, revision);
      else await writeBeside(tx, row, next, revision, { by: hand.by, at: this.clock.now() });
      await this.outbox.add(
        tx,
        events.map((fact) => ({ fact, revision })),
      );
    });
  }

  async open(
    made: Pick<Enrollment, 'offeringId' | 'role' | 'beginDate' | 'endDate'> & { readonly personId: string },
  ): Promise<string> {
    return this.database.transaction(async (tx) => {
      await lockSource(tx, ownSource);
      const { personId, ...values } = made;
      const [known] = await tx.query<{ person: boolean; offering: boolean }>(
        `select exists (select from people where person_id = $1) as person, exists (select from offerings where id = $2) as offering`,
        [personId, made.offeringId],
      );
      if (!known!.person)
        throw programsProblems.refuse('person-unknown', {}, [
          { pointer: '/personId', detail: 'is no person of the platform' },
        ]);
      if (!known!.offering)
        throw programsProblems.refuse('offering-unknown', {}, [
          { pointer: '/offeringId', detail: 'is not in the catalogue' },
        ]);
      const next: Active = {
        id: uuidv7(),
        source: ownSource,
        sourcedId: null,
        person: personId,
        status: 'active',
        ...values,
      };
      await refuseTaken(tx, next);
      await tx.run(
        `insert into enrollments (id, source, person, offering_id, role, status, begin_date, end_date) values ($1, $2, $3, $4, $5, 'active', $6, $7)`,
        [next.id, ownSource, personId, next.offeringId, next.role, next.beginDate, next.endDate],
      );
      await this.outbox.add(tx, [{ fact: opened(next), revision: 1 }]);
      return next.id;
    });
  }
}

/** The row, under its source's lock and its own. */
async function locked(tx: Tx, id: string): Promise<Row> {
  // An enrollment never moves to another source, so its source can be read before the lock.
  const [found] = await tx.query<{ source: string }>('select source from enrollments where id = $1', [id]);
  if (!found) throw coreProblems.refuse('not-found', { kind: 'enrollment', id });
  await lockSource(tx, found.source);
  const [row] = await tx.query<Row>(
    `select id, source, sourced_id as "sourcedId", person, offering_id as "offeringId", role, status,
       begin_date::text as "beginDate", end_date::text as "endDate", overrides, revision
     from enrollments where id = $1 for update`,
    [id],
  );
  if (!row) throw coreProblems.refuse('not-found', { kind: 'enrollment', id });
  return row;
}

function presentOf({ overrides, revision: _, ...row }: Row): Enrollment {
  const present: Record<string, unknown> = { ...row };
  for (const name of names) {
    const override = overrides?.[name];
    if (override) present[name] = override.value;
  }
  return present as unknown as Enrollment;
}

/** Every writer of the source holds its lock, so what is not there now will not be there at the commit. */
async function refuseTaken(tx: Tx, next: Enrollment): Promise<void> {
  if (next.status !== 'pending' && next.status !== 'active') return;
  const [other] = await tx.query<{ id: string }>(
    `select id from enrollments
     where source = $1 and person = $2 and offering_id = $3 and id <> $5
       and coalesce(overrides #>> '{role,value}', role) = $4
       and coalesce(overrides #>> '{status,value}', status) in ('pending', 'active') limit 1`,
    [next.source, next.person, next.offeringId, next.role, next.id],
  );
  if (other) throw programsProblems.refuse('enrollment-exists', { id: other.id });
}

/** Nobody but hands writes an enrollment of the platform itself. */
async function writeOwn(tx: Tx, next: Enrollment, revision: number): Promise<void> {
  await tx.run(
    `update enrollments set role = $2, begin_date = $3, end_date = $4, status = $5, revision = $6, changed_at = now()
     where id = $1`,
    [next.id, next.role, next.beginDate, next.endDate, next.status, revision],
  );
}

/** The source's values stay; what the hand made different stands over them. */
async function writeBeside(
  tx: Tx,
  row: Row,
  next: Enrollment,
  revision: number,
  stamp: Pick<Override, 'by' | 'at'>,
): Promise<void> {
  const present = presentOf(row);
  const overrides: Partial<Record<Field, Override>> & Overrides = { ...row.overrides };
  for (const name of names) {
    const value = next[name];
    if (value === present[name]) continue;
    if (value === row[name]) delete overrides[name];
    else overrides[name] = { value, ...stamp };
  }
  const left = Object.keys(overrides).length > 0 ? JSON.stringify(overrides) : null;
  await tx.run(
    `update enrollments set overrides = $2, fingerprint = null, revision = $3, changed_at = now() where id = $1`,
    [next.id, left, revision],
  );
}
