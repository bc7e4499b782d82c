import type { OrganisationNamed } from '@chiron/contracts/programs';
import type { Tx } from '@chiron/postgres';
import { mostAbove, named, within, type Organisation } from '../domain/organisation.js';

/** An organisation as people who belong to it are told of it. */
export interface ToldOrganisation extends OrganisationNamed {
  readonly within?: OrganisationNamed[];
}

interface Row extends Organisation, Record<string, unknown> {
  readonly sourced_id: string;
}

/** Above this many organisations the memory of what was read is begun anew. */
const remembered = 20_000;

/**
 * Organisations of one source, each read once. Good for as long as nobody writes any: an import writes them before it
 * tells of people, and nobody else meanwhile.
 */
export class Organisations {
  private readonly known = new Map<string, Row | undefined>();
  private readonly told = new Map<string, ToldOrganisation>();

  constructor(readonly source: string) {}

  /** Reads those not met before, with all above them. */
  async meet(tx: Tx, sourcedIds: ReadonlySet<string>): Promise<void> {
    if (this.known.size > remembered) {
      this.known.clear();
      this.told.clear();
    }
    const strangers = [...sourcedIds].filter((id) => !this.known.has(id));
    if (strangers.length === 0) return;
    for (const id of strangers) this.known.set(id, undefined);
    const rows = await tx.query<Row>(
      `with recursive above (sourced_id, steps) as (
         select unnest($2::text[]), 0
         union
         select o.parent_sourced_id, above.steps + 1 from above join organisations o on o.sourced_id = above.sourced_id
          where o.source = $1 and o.parent_sourced_id is not null and above.steps < $3)
       select o.sourced_id, o.name, o.type, o.parent_sourced_id as parent
         from organisations o where o.source = $1 and o.sourced_id in (select sourced_id from above)`,
      [this.source, strangers, mostAbove],
    );
    for (const row of rows) this.known.set(row.sourced_id, row);
  }

  /** What is told of one that was met. */
  find(sourcedId: string): ToldOrganisation {
    let told = this.told.get(sourcedId);
    if (!told) {
      const find = (id: string) => this.known.get(id);
      const above = within(sourcedId, find);
      told = { ...named(sourcedId, find(sourcedId)), ...(above.length > 0 ? { within: [...above] } : {}) };
      this.told.set(sourcedId, told);
    }
    return told;
  }
}

/**
 * Notes organisations of which people who belong to them, or beneath them, must be told anew. Under the source's lock;
 * whoever was told later than this moment was told right. A source without people has nobody to tell.
 */
export async function mustBeTold(tx: Tx, source: string, sourcedIds: readonly string[]): Promise<void> {
  if (sourcedIds.length === 0) return;
  await tx.run(
    `insert into organisations_untold (source, organisation, since)
     select $1, id, clock_timestamp() from unnest($2::text[]) as id where exists (select from people where source = $1)
     on conflict (source, organisation, telling) do update set since = excluded.since`,
    [source, sourcedIds],
  );
}
