import { hash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { Fact } from '@chiron/contracts/core';
import type { EnrollmentFacts, EnrollmentStatus } from '@chiron/contracts/programs';
import { arrayText, copyLine, forFew, prepared, type Prepared, type Sql, type Tx } from '@chiron/postgres';
import type { Overrides, PresentRow, SourceValues } from '../domain/incoming.js';
import { factOf, presentStatus, presentValues, type NextRow, type Verb } from '../domain/plan.js';

interface Stored {
  id: string;
  sourced_id: string | null;
  person: string;
  offering_id: string;
  role: SourceValues['role'];
  status: EnrollmentStatus;
  begin_date: string | null;
  end_date: string | null;
  overrides: Overrides | null;
  modified_at: string | null;
  revision: number;
}

const columns =
  'id, sourced_id, person, offering_id, role, status, begin_date::text, end_date::text, overrides, modified_at::text, revision';

/** A row to write, with what to tell of it. `present` is null for a new one. */
export interface RowChange {
  readonly id: string;
  readonly present: PresentRow | null;
  readonly row: NextRow;
  readonly verb: Verb | null;
  /** the source's row, so that the same row again is known at a glance; null where it must be compared in full */
  readonly fingerprint: string | null;
}

export interface EnrollmentEntry {
  readonly fact: Fact<EnrollmentFacts>;
  readonly revision: number;
}

/** The fingerprint of one row as the source wrote it, and of the settings it was read with. */
export const fingerprintOf = (text: string): string => hash('md5', text);

/** SQL: a stored fingerprint in the form of `fingerprintOf`. */
export const printColumn = `replace(fingerprint::text, '-', '') as fingerprint`;

export const newId = uuidv7;

/** For each of the rows given: the place of those that are not the very row received last, with our id where we have one. */
export async function differingRows(
  tx: Tx,
  source: string,
  sourcedIds: readonly string[],
  fingerprints: readonly string[],
): Promise<{ place: number; id: string | null }[]> {
  return tx.query(forFew(differing, sourcedIds.length), [source, arrayText(sourcedIds), arrayText(fingerprints)]);
}

const differing = prepared(
  `select (i.place - 1)::int as place, e.id
   from unnest($2::text[], $3::uuid[]) with ordinality as i(sourced_id, fingerprint, place)
   left join enrollments e on e.source = $1 and e.sourced_id = i.sourced_id
   where e.fingerprint is distinct from i.fingerprint`,
);

/** The row that each of these ids has, and the fingerprint of the row received last. */
export async function lastReceived(
  tx: Tx,
  source: string,
  sourcedIds: readonly string[],
): Promise<Map<string, { id: string; fingerprint: string | null }>> {
  const rows = await tx.query<{ id: string; sourced_id: string; fingerprint: string | null }>(received, [
    source,
    arrayText(sourcedIds),
  ]);
  return new Map(rows.map(({ id, sourced_id, fingerprint }) => [sourced_id, { id, fingerprint }]));
}

const received = prepared(
  `select id, sourced_id, ${printColumn} from enrollments where source = $1 and sourced_id = any($2::text[])`,
);

export async function presentRows(tx: Tx, ids: readonly string[]): Promise<Map<string, PresentRow>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<Stored>(`select ${columns} from enrollments where id = any($1::uuid[])`, [ids]);
  return new Map(rows.map((row) => [row.id, presentFrom(row)]));
}

export const identityOf = (person: string, offeringId: string, role: string): string =>
  `${person}\u001f${offeringId}\u001f${role}`;

/** The rows that hold one of these identities, live ones last, so that a map keeps the live one. */
export async function rowsOfIdentity(
  tx: Tx,
  source: string,
  identities: readonly { person: string; offeringId: string }[],
): Promise<Map<string, PresentRow>> {
  const offerings = identities.map((one) => one.offeringId);
  return holdersOf(tx, forFew(ofIdentity, offerings.length), source, identities, offerings);
}

/** The same where the offerings are named by the source’s ids. */
export async function rowsOfPlaces(
  tx: Tx,
  source: string,
  places: readonly { person: string; offering: string }[],
): Promise<Map<string, PresentRow>> {
  return holdersOf(
    tx,
    ofPlace,
    source,
    places,
    places.map((one) => one.offering),
  );
}

async function holdersOf(
  tx: Tx,
  sql: Sql,
  source: string,
  whom: readonly { person: string }[],
  offerings: readonly string[],
): Promise<Map<string, PresentRow>> {
  const found = new Map<string, PresentRow>();
  if (offerings.length === 0) return found;
  const rows = await tx.query<Stored>(sql, [source, arrayText(whom.map(({ person }) => person)), arrayText(offerings)]);
  for (const row of rows) {
    const present = presentFrom(row);
    const shown = presentValues(present.values, present.overrides);
    found.set(identityOf(row.person, row.offering_id, shown.role), present);
  }
  return found;
}

const holding = (places: string): Prepared =>
  prepared(
    `select ${columns.replace(/\b(id|sourced_id|person|offering_id|role|status|overrides|revision)\b/g, 'e.$1').replace(/\b(begin_date|end_date|modified_at)::text/g, 'e.$1::text as $1')}
     from ${places}
     join enrollments e on e.source = $1 and e.person = i.person and e.offering_id = i.offering_id
     order by coalesce(e.overrides #>> '{status,value}', e.status) in ('pending', 'active'), e.id`,
  );
const ofIdentity = holding('unnest($2::text[], $3::uuid[]) as i(person, offering_id)');
const ofPlace = holding(`(
  select p.person, o.id as offering_id
  from unnest($2::text[], $3::text[]) as p(person, offering)
  join offerings o on o.source = $1 and o.sourced_id = p.offering
) as i`);

function presentFrom(row: Stored): PresentRow {
  return {
    id: row.id,
    sourcedId: row.sourced_id,
    status: (row.overrides?.status?.value as EnrollmentStatus | undefined) ?? row.status,
    sourceStatus: row.status,
    values: {
      person: row.person,
      offeringId: row.offering_id,
      role: row.role,
      beginDate: row.begin_date,
      endDate: row.end_date,
    },
    overrides: row.overrides,
    modified: row.modified_at,
    revision: row.revision,
  };
}

/** Writes the rows of one chunk: changed ones first, so that a new one finds free what they left. Answers the events. */
export async function writeRows(
  tx: Tx,
  source: string,
  importId: string | undefined,
  changes: readonly RowChange[],
): Promise<EnrollmentEntry[]> {
  const events: EnrollmentEntry[] = [];
  const inserts: (string | null)[][] = [];
  const updates: Record<string, unknown>[] = [];
  const moved: Record<string, unknown>[] = [];
  for (const { id, present, row, verb, fingerprint } of changes) {
    const revision = present ? present.revision + (verb ? 1 : 0) : 1;
    if (verb) events.push({ fact: factOf(verb, id, source, row, importId), revision });
    const { person, offeringId, role, beginDate, endDate } = row.values;
    if (!present) {
      inserts.push([
        id,
        source,
        row.sourcedId,
        person,
        offeringId,
        role,
        row.sourceStatus,
        beginDate,
        endDate,
        row.modified,
        fingerprint,
        importId ?? null,
      ]);
      continue;
    }
    const update = {
      id,
      sourced_id: row.sourcedId,
      person,
      offering_id: offeringId,
      role,
      status: row.sourceStatus,
      begin_date: beginDate,
      end_date: endDate,
      overrides: row.overrides,
      modified_at: row.modified,
      fingerprint,
      told: verb !== null,
    };
    const before = present.values;
    const stays =
      before.person === person &&
      before.offeringId === offeringId &&
      before.role === role &&
      present.status === presentStatus(row);
    (stays ? updates : moved).push(update);
  }
  if (updates.length > 0) await update(tx, importId, updates);
  // One by one and in order: what one row leaves, the next may take.
  const ends = moved.filter((one) => one.status === 'ended');
  if (ends.length > 0) await update(tx, importId, ends);
  for (const one of moved) if (one.status !== 'ended') await update(tx, importId, [one]);
  if (inserts.length > 0) await insert(tx, inserts);
  return events;
}

/** A few rows are on their way with what comes next; a COPY, which is far faster for many, has a round trip to itself. */
async function insert(tx: Tx, rows: readonly (string | null)[][]): Promise<void> {
  if (rows.length > insertedAtMost) await tx.copy('enrollments', insertedNames, rows.map(copyLine));
  else
    void tx.send(
      insertFew,
      insertedNames.map((_, i) => arrayText(rows.map((row) => row[i]))),
    );
}

const insertedAtMost = 50;
const insertedColumns = {
  id: 'uuid',
  source: 'text',
  sourced_id: 'text',
  person: 'text',
  offering_id: 'uuid',
  role: 'text',
  status: 'text',
  begin_date: 'date',
  end_date: 'date',
  modified_at: 'timestamptz',
  fingerprint: 'uuid',
  import_id: 'uuid',
};
const insertedNames = Object.keys(insertedColumns);
const insertFew = prepared(
  `insert into enrollments (${insertedNames.join(', ')})
   select * from unnest(${Object.values(insertedColumns)
     .map((type, i) => `$${i + 1}::${type}[]`)
     .join(', ')})`,
);

async function update(tx: Tx, importId: string | undefined, rows: readonly Record<string, unknown>[]): Promise<void> {
  await tx.run(
    `update enrollments e set sourced_id = u.sourced_id, person = u.person, offering_id = u.offering_id, role = u.role,
       status = u.status, begin_date = u.begin_date, end_date = u.end_date, overrides = u.overrides,
       modified_at = u.modified_at, fingerprint = u.fingerprint,
       import_id = case when u.told then $2::uuid else e.import_id end,
       revision = e.revision + u.told::int, changed_at = case when u.told then now() else e.changed_at end
     from jsonb_to_recordset($1::jsonb) as u(id uuid, sourced_id text, person text, offering_id uuid, role text, status text,
       begin_date date, end_date date, overrides jsonb, modified_at timestamptz, fingerprint uuid, told boolean)
     where e.id = u.id`,
    [JSON.stringify(rows), importId ?? null],
  );
}
