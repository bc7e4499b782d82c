import type { IsoDate } from '@chiron/contracts/core';
import type { Database, Tx } from '@chiron/postgres';
import type { Import } from '../domain/import.js';
import { inScope, type Scope } from '../domain/scope.js';
import { stateOf } from '../domain/take-back.js';
import { presentRows, writeRows, type RowChange } from './import-enrollments.pg.js';
import type { OfferingsInReach } from './import-offerings.pg.js';
import { noUndo, type ChunkUndo, type ChunkWork } from './import-work.js';

interface LiveRow extends Record<string, unknown> {
  id: string;
  sourced_id: string | null;
  offering_id: string;
}

const liveStatus = `coalesce(e.overrides #>> '{status,value}', e.status) in ('pending', 'active')`;
const pageSize = 20_000;

/** Ids of the source's offerings in scope; with `today`, only of those that are not over. */
async function offeringsInScope(
  database: Database,
  source: string,
  scope: Scope | null,
  today: IsoDate | null,
): Promise<Set<string>> {
  const rows = await database.query<{
    id: string;
    sourced_id: string | null;
    program: string | null;
    terms: string[];
    over: boolean;
  }>(
    `select o.id, o.sourced_id, p.sourced_id as program,
       coalesce((select array_agg(t.sourced_id) from offering_terms ot join terms t on t.id = ot.term_id where ot.offering_id = o.id), '{}') as terms,
       o.status = 'over' or coalesce(o.end_date,
         (select max(t.end_date) from offering_terms ot join terms t on t.id = ot.term_id where ot.offering_id = o.id),
         'infinity') < $2::date as over
     from offerings o left join programs p on p.id = o.program_id where o.source = $1`,
    [source, today ?? '0001-01-01'],
  );
  return new Set(
    rows
      .filter((row) => !(today !== null && row.over))
      .filter(
        (row) =>
          scope === null || inScope(scope, { sourcedId: row.sourced_id, program: row.program, terms: row.terms }),
      )
      .map((row) => row.id),
  );
}

/** Live rows of the source, in scope and of offerings that are not over, that the data set does not name. */
export async function omittedRows(
  database: Database,
  source: string,
  offerings: OfferingsInReach,
  today: IsoDate,
  names: (sourcedId: string) => boolean,
): Promise<{ id: string; offeringId: string }[]> {
  const reach = await offeringsInScope(database, source, offerings.scope, today);
  const omitted: { id: string; offeringId: string }[] = [];
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await database.query<LiveRow>(
      `select e.id, e.sourced_id, e.offering_id from enrollments e
       where e.source = $1 and ${liveStatus} and e.id > $2 order by e.id limit ${pageSize}`,
      [source, after],
    );
    for (const row of rows) {
      // A row without the source's id was never sent in a data set, so it can't be omitted.
      if (row.sourced_id !== null && reach.has(row.offering_id) && !names(row.sourced_id)) {
        omitted.push({ id: row.id, offeringId: row.offering_id });
      }
    }
    if (rows.length < pageSize) return omitted;
    after = rows.at(-1)!.id;
  }
}

/** Ends these rows; one that has been finished by hand meanwhile is passed over. */
export async function endOmittedBatch(
  tx: Tx,
  one: Import,
  ids: readonly string[],
): Promise<{ events: ChunkWork['events']; undo: ChunkUndo }> {
  const present = await presentRows(tx, ids);
  const undo = noUndo();
  const changes: RowChange[] = [];
  for (const row of present.values()) {
    if (row.status !== 'active' && row.status !== 'pending') continue;
    const before = stateOf(row);
    const after = { ...before, sourceStatus: 'ended' as const };
    changes.push({ id: row.id, present: row, row: after, verb: 'ended', fingerprint: null });
    undo.changed.push({ id: row.id, before, after });
  }
  return { events: await writeRows(tx, one.source, one.id, changes), undo };
}

/** Live enrollments of the source by offering, of the offerings in scope. */
export async function liveByOffering(
  database: Database,
  source: string,
  offerings: OfferingsInReach,
): Promise<ReadonlyMap<string, number>> {
  const reach = await offeringsInScope(database, source, offerings.scope, null);
  const rows = await database.query<{ offering_id: string; live: number }>(
    `select e.offering_id, count(*)::int as live from enrollments e where e.source = $1 and ${liveStatus} group by e.offering_id`,
    [source],
  );
  return new Map(rows.filter((row) => reach.has(row.offering_id)).map((row) => [row.offering_id, row.live]));
}

/** Kinds of which the source has rows. */
export async function liveKinds(database: Database, source: string): Promise<string[]> {
  const rows = await database.query<{ kind: string }>(
    `select 'person' as kind where exists (select from people where source = $1 and fingerprint is not null)
     union all select 'offering' where exists (select from offerings where source = $1)
     union all select 'program' where exists (select from programs where source = $1)
     union all select 'term' where exists (select from terms where source = $1)
     union all select 'enrollment' where exists (select from enrollments e where source = $1 and ${liveStatus})`,
    [source],
  );
  return rows.map((row) => row.kind);
}
