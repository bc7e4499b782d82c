import type { Affiliation } from '@chiron/contracts/programs';
import { copyLine, type Tx } from '@chiron/postgres';
import type { CatalogueValues, Standing } from '../domain/hand-changes.js';
import { printColumn } from './import-enrollments.pg.js';

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
  name: string | null;
  type: string | null;
  position: string | null;
  is_primary: boolean | null;
  begin_date: string | null;
  end_date: string | null;
}

/** The affiliations that stand of these people, and of those named in `orgs` the organisations named there. */
export async function affiliationsOf(
  tx: Tx,
  source: string,
  people: readonly string[],
  orgs: ReadonlyMap<string, readonly string[]> = new Map(),
): Promise<Map<string, Affiliation[]>> {
  const found = new Map<string, Affiliation[]>();
  if (people.length === 0) return found;
  const rows = await tx.query<StoredAffiliation>(
    `select a.person, a.organisation, o.name, o.type, a.position, a.is_primary, a.begin_date::text, a.end_date::text
       from affiliations a left join organisations o on o.source = a.source and o.sourced_id = a.organisation
       where a.source = $1 and a.person = any($2) and not a.ended order by a.person, a.sourced_id`,
    [source, people],
  );
  for (const row of rows) {
    const list = found.get(row.person) ?? [];
    found.set(row.person, list);
    list.push({
      organisation: row.organisation,
      ...(row.name === null ? {} : { organisationName: row.name }),
      ...(row.type === null ? {} : { organisationType: row.type }),
      ...(row.position === null ? {} : { position: row.position }),
      ...(row.is_primary === null ? {} : { primary: row.is_primary }),
      ...(row.begin_date === null ? {} : { beginDate: row.begin_date }),
      ...(row.end_date === null ? {} : { endDate: row.end_date }),
    });
  }
  const named = new Set([...orgs.values()].flat());
  if (named.size === 0) return found;
  const organisations = await tx.query<{ sourced_id: string; name: string | null; type: string | null }>(
    'select sourced_id, name, type from organisations where source = $1 and sourced_id = any($2)',
    [source, [...named]],
  );
  const byId = new Map(organisations.map((row) => [row.sourced_id, row]));
  for (const [id, ids] of orgs) {
    const list = found.get(id) ?? [];
    for (const organisation of ids) {
      if (list.some((one) => one.organisation === organisation)) continue;
      const row = byId.get(organisation);
      list.push({
        organisation,
        ...(row?.name ? { organisationName: row.name } : {}),
        ...(row?.type ? { organisationType: row.type } : {}),
      });
    }
    if (list.length > 0) found.set(id, list);
  }
  return found;
}
