import type { Fact, Facts } from '@chiron/contracts/core';
import { OfferingListed, ProgramListed } from '@chiron/contracts/programs';
import type { Tx } from '@chiron/postgres';
import { offeringFacts, programFacts, sameFacts, type Offering, type Program } from '../domain/catalogue.js';
import { same } from '../domain/same.js';
import type { CatalogueValues, HandChanges, Standing } from '../domain/hand-changes.js';
import type { LineKind } from '../formats/lines.js';
import { printColumn } from './import-enrollments.pg.js';

export type ThingKind = Extract<LineKind, 'org' | 'term' | 'program' | 'offering'>;

/** A thing of the catalogue, or an organisation, as one source delivers it. */
export interface Thing extends Standing {
  /** of organisations their sourcedId */
  readonly id: string;
  readonly sourcedId: string;
  readonly modified: string | null;
  readonly revision: number;
}
export interface StoredThing extends Thing {
  readonly fingerprint: string | null;
}

/** What an import did to one thing; `before` is null for one that it made. */
export interface ThingChange {
  readonly kind: ThingKind;
  readonly sourcedId: string;
  readonly before: ThingState | null;
  readonly after: ThingState;
}
export interface ThingState extends Standing {
  readonly modified: string | null;
}

export interface ThingEntry {
  readonly fact: Fact;
  readonly revision: number;
}

interface Kept {
  readonly table: string;
  /** by the field's name; an offering's terms stand in a table of their own */
  readonly columns: Readonly<Record<string, string>>;
}

const kinds: Readonly<Record<ThingKind, Kept>> = {
  org: {
    table: 'organisations',
    columns: { name: 'name', type: 'type', identifier: 'identifier', parent: 'parent_sourced_id', ended: 'ended' },
  },
  term: {
    table: 'terms',
    columns: {
      title: 'title',
      type: 'type',
      beginDate: 'begin_date',
      endDate: 'end_date',
      parent: 'parent_sourced_id',
      ended: 'ended',
    },
  },
  program: { table: 'programs', columns: { code: 'code', title: 'title', status: 'status' } },
  offering: {
    table: 'offerings',
    columns: {
      programId: 'program_id',
      code: 'code',
      title: 'title',
      status: 'status',
      beginDate: 'begin_date',
      endDate: 'end_date',
    },
  },
};

/** What says that a thing is over. */
export const endOf: Readonly<
  Record<ThingKind, { readonly field: string; readonly over: unknown; readonly on: unknown }>
> = {
  org: { field: 'ended', over: true, on: false },
  term: { field: 'ended', over: true, on: false },
  program: { field: 'status', over: 'retired', on: 'open' },
  offering: { field: 'status', over: 'cancelled', on: 'scheduled' },
};

export const stateOfThing = ({ values, hands, modified }: ThingState): ThingState => ({ values, hands, modified });

/** Those of these ids that the source delivered before, by their ids. */
export async function readThings(
  tx: Tx,
  kind: ThingKind,
  source: string,
  sourcedIds: readonly (string | null)[],
): Promise<Map<string, StoredThing>> {
  const { table, columns } = kinds[kind];
  const fields = Object.entries(columns).map(([field, column]) => `'${field}', ${column}`);
  if (kind === 'offering') {
    fields.push(
      `'termIds', coalesce((select jsonb_agg(term_id order by term_id) from offering_terms where offering_id = offerings.id), '[]')`,
    );
  }
  const own =
    kind === 'org' ? 'sourced_id as id, null::jsonb as hands, 1 as revision' : 'id, hand_changes as hands, revision';
  const rows = await tx.query<StoredThing & Record<string, unknown>>(
    `select ${own}, sourced_id as "sourcedId", jsonb_build_object(${fields.join(', ')}) as values, ${printColumn},
       modified_at::text as modified from ${table} where source = $1 and sourced_id = any($2)`,
    [source, sourcedIds.filter((id) => id !== null)],
  );
  return new Map(rows.map((row) => [row.sourcedId, row]));
}

/** Writes one thing over `before`. `fingerprint` is of the source's line; null where the next one must be compared. */
export async function writeThing(
  tx: Tx,
  kind: ThingKind,
  source: string,
  thing: Thing,
  before: Thing | null,
  fingerprint: string | null,
): Promise<void> {
  const { table, columns } = kinds[kind];
  const tracked = kind !== 'org';
  const cells: [column: string, value: unknown][] = [
    ...Object.entries(columns).map(([field, column]): [string, unknown] => [column, thing.values[field] ?? null]),
    ['modified_at', thing.modified],
    ['fingerprint', fingerprint],
    ...(tracked
      ? ([
          ['hand_changes', thing.hands],
          ['revision', thing.revision],
        ] as [string, unknown][])
      : []),
  ];
  const named = before ? cells : [['source', source] as const, ['sourced_id', thing.sourcedId] as const, ...cells];
  const columnsWritten = named.map(([column]) => column);
  const values = named.map(([, value]) => value);
  if (before) {
    const sets = columnsWritten.map((column, i) => `${column} = $${i + 3}`);
    if (tracked && thing.revision !== before.revision) sets.push('changed_at = now()');
    await tx.run(`update ${table} set ${sets.join(', ')} where source = $1 and sourced_id = $2`, [
      source,
      thing.sourcedId,
      ...values,
    ]);
  } else {
    if (tracked) {
      columnsWritten.push('id');
      values.push(thing.id);
    }
    await tx.run(
      `insert into ${table} (${columnsWritten.join(', ')}) values (${values.map((_, i) => `$${i + 1}`).join(', ')})`,
      values,
    );
  }
  if (kind === 'offering' && !same(before?.values['termIds'] ?? [], thing.values['termIds'])) {
    await tx.run('delete from offering_terms where offering_id = $1', [thing.id]);
    await tx.run(
      'insert into offering_terms (offering_id, term_id) select $1, unnest($2::uuid[]) on conflict do nothing',
      [thing.id, thing.values['termIds']],
    );
  }
}

/** What is told of it: nothing of terms and organisations, nor where `before` told the same. */
export function entriesOf(kind: ThingKind, thing: Thing, before: Thing | null): ThingEntry[] {
  if (kind !== 'program' && kind !== 'offering') return [];
  const told = factsOf(kind, thing.id, thing.values);
  if (before && sameFacts(told.data as Facts, factsOf(kind, thing.id, before.values).data as Facts)) return [];
  return [{ fact: told, revision: thing.revision }];
}

function factsOf(kind: 'program' | 'offering', id: string, values: CatalogueValues): Fact {
  return kind === 'program'
    ? ProgramListed.of(programFacts({ id, ...(values as unknown as Omit<Program, 'id'>) }))
    : OfferingListed.of(offeringFacts({ id, ...(values as unknown as Omit<Offering, 'id'>) }));
}

/** A draft that an enrollment's line made, as undo reads it. */
export const draftMade = (sourcedId: string, title: string): ThingChange => ({
  kind: 'offering',
  sourcedId,
  before: null,
  after: {
    values: {
      programId: null,
      termIds: [],
      code: null,
      title,
      status: 'draft',
      beginDate: null,
      endDate: null,
    },
    hands: null as HandChanges | null,
    modified: null,
  },
});
