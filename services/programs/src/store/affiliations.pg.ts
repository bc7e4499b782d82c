import type { Affiliation } from '@chiron/contracts/programs';
import { copyLine, type Tx } from '@chiron/postgres';
import type { CatalogueValues, Standing } from '../domain/hand-changes.js';
import { printColumn } from './import-enrollments.pg.js';
import type { Organisations } from './organisations.pg.js';

/** What an import did to one affiliation; `before` is null for one that it made. */
export interface AffiliationChange {
  readonly sourcedId: string;
  readonly before: Standing | null;
  readonly after: Standing;
}

export interface AffiliationToWrite {
  readonly sourcedId: string;
  readonly values: CatalogueValues;
  /** of the source's line; null where the next one must be compared */
  readonly fingerprint: string | null;
}

const columnOf = {
  person: 'person',
  organisation: 'organisation',
  position: 'position',
  primary: 'is_primary',
  beginDate: 'begin_date',
  endDate: 'end_date',
  ended: 'ended',
};

/** Those of these that the source delivered before, by their ids. */
export async function readAffiliations(
  tx: Tx,
  source: string,
  sourcedIds: readonly string[],
): Promise<Map<string, { readonly values: CatalogueValues; readonly fingerprint: string | null }>> {
  const fields = Object.entries(columnOf).map(([field, column]) => `'${field}', ${column}`);
  const rows = await tx.query<{ sourced_id: string; values: CatalogueValues; fingerprint: string | null }>(
    `select sourced_id, jsonb_build_object(${fields.join(', ')}) as values, ${printColumn}
     from affiliations where source = $1 and sourced_id = any($2)`,
    [source, sourcedIds],
  );
  return new Map(rows.map((row) => [row.sourced_id, row]));
}

/** Writes affiliations in the place of those that stand under their ids. */
export async function writeAffiliations(
  tx: Tx,
  source: string,
  rows: readonly AffiliationToWrite[],
  standing: readonly string[],
): Promise<void> {
  if (standing.length > 0)
    await tx.run('delete from affiliations where source = $1 and sourced_id = any($2)', [source, standing]);
  if (rows.length === 0) return;
  const fields = Object.keys(columnOf);
  await tx.copy(
    'affiliations',
    ['source', 'sourced_id', ...Object.values(columnOf), 'fingerprint'],
    rows.map(({ sourcedId, values, fingerprint }) =>
      copyLine([source, sourcedId, ...fields.map((field) => values[field] as string | boolean | null), fingerprint]),
    ),
  );
}

interface StoredAffiliation extends Record<string, unknown> {
  person: string;
  organisation: string;
  position: string | null;
  is_primary: boolean | null;
  begin_date: string | null;
  end_date: string | null;
  ended: boolean;
}

/** Characters of JSON that one person's affiliations may take where they name what they lie within. */
const roomOfOne = 60_000;

/**
 * What is told of where these people belong: the affiliations that stand, and the organisations that their own line
 * lists (`people`: joined by commas) where no affiliation speaks of them.
 */
export async function affiliationsOf(
  tx: Tx,
  organisations: Organisations,
  people: ReadonlyMap<string, string | null>,
): Promise<Map<string, Affiliation[]>> {
  const found = new Map<string, Affiliation[]>();
  if (people.size === 0) return found;
  const rows = await tx.query<StoredAffiliation>(
    `select person, organisation, position, is_primary, begin_date::text, end_date::text, ended
       from affiliations where source = $1 and person = any($2) order by person, sourced_id`,
    [organisations.source, [...people.keys()]],
  );
  const spokenOf = new Map<string, StoredAffiliation[]>();
  for (const row of rows) {
    const list = spokenOf.get(row.person);
    if (list) list.push(row);
    else spokenOf.set(row.person, [row]);
  }
  const listed = new Map<string, string[]>();
  for (const [person, line] of people) {
    const spoken = spokenOf.get(person);
    const ids = line?.split(',').filter((id) => !spoken?.some((row) => row.organisation === id));
    if (ids?.length) listed.set(person, [...new Set(ids)]);
  }
  await organisations.meet(tx, new Set([...rows.map((row) => row.organisation), ...[...listed.values()].flat()]));
  for (const person of people.keys()) {
    const list = [
      ...(spokenOf.get(person) ?? []).filter((row) => !row.ended).map((row) => told(row, organisations)),
      ...(listed.get(person) ?? []).map((id) => organisations.find(id)),
    ];
    if (list.length > 0) found.set(person, fitting(list));
  }
  return found;
}

const told = (row: StoredAffiliation, organisations: Organisations): Affiliation => ({
  ...organisations.find(row.organisation),
  ...(row.position === null ? {} : { position: row.position }),
  ...(row.is_primary === null ? {} : { primary: row.is_primary }),
  ...(row.begin_date === null ? {} : { beginDate: row.begin_date }),
  ...(row.end_date === null ? {} : { endDate: row.end_date }),
});

/** An event has an end: of somebody with hundreds of affiliations, the last ones do not say what they lie within. */
function fitting(list: Affiliation[]): Affiliation[] {
  // so few always fit
  if (list.length < 4) return list;
  let room = roomOfOne - list.reduce((sum, { within: _, ...own }) => sum + JSON.stringify(own).length, 0);
  return list.map(({ within, ...own }) => {
    room -= within ? JSON.stringify(within).length : 0;
    return within && room > 0 ? { ...own, within } : own;
  });
}
