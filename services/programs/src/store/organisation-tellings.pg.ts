import { Injectable } from '@nestjs/common';
import { Outbox } from '@chiron/messaging';
import { Database, prepared, type Tx } from '@chiron/postgres';
import { mostAbove } from '../domain/organisation.js';
import { OrganisationTellings } from '../domain/organisation-tellings.js';
import { ImportPeople } from './import-people.pg.js';
import { ensureSource, lockSource } from './sources.pg.js';

/** People who are looked at in one transaction. */
const atOnce = 2_000;

/** Bytes of a description that an event surely holds; somebody with thousands of roles stays as they were told. */
const largest = 240 * 1024;

const due = prepared('select distinct source from organisations_untold order by source');

interface Piece extends Record<string, unknown> {
  /** the last of the people looked at; null after the last one of the source */
  readonly last: string | null;
  readonly beneath: string[];
}

@Injectable()
export class PgOrganisationTellings extends OrganisationTellings {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override async next(): Promise<boolean> {
    const faults: unknown[] = [];
    for (const { source } of await this.database.query<{ source: string }>(due)) {
      try {
        if (await this.database.ownTransaction((tx) => this.tell(tx, source))) return true;
      } catch (error) {
        // One source's fault is not the others'.
        faults.push(error);
      }
    }
    if (faults.length > 0) throw faults[0];
    return false;
  }

  private async tell(tx: Tx, source: string): Promise<boolean> {
    // An import has its source to itself, and goes first: it may change organisations and people again.
    const [turn] = await tx.query<{ free: boolean; wanted: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('imports:' || $1, 0)) as free,
              exists (select from imports where source = $1 and state in ('received', 'checking', 'applying', 'undoing')) as wanted`,
      [source],
    );
    if (!turn!.free || turn!.wanted) return false;
    await lockSource(tx, source);
    const after = await this.begun(tx, source);
    const { last, beneath } = await read(tx, source, after);
    if (beneath.length > 0) {
      const { domains } = await ensureSource(tx, source);
      const told = await new ImportPeople(source, () => domains, true).retell(tx, beneath);
      const fitting = told.filter(({ fact }) => Buffer.byteLength(JSON.stringify(fact.data)) < largest);
      await this.outbox.addAll(tx, fitting);
    }
    if (last !== null) {
      await tx.run('update organisation_tellings set after = $2 where source = $1', [source, last]);
    } else {
      await tx.run('delete from organisation_tellings where source = $1', [source]);
      await tx.run('delete from organisations_untold where source = $1 and telling', [source]);
    }
    return true;
  }

  /** The last person of the source who was looked at; where nobody was, all that is to be told is taken up. */
  private async begun(tx: Tx, source: string): Promise<string> {
    const [telling] = await tx.query<{ after: string }>('select after from organisation_tellings where source = $1', [
      source,
    ]);
    if (telling) return telling.after;
    await tx.run('update organisations_untold set telling = true where source = $1', [source]);
    await tx.run(`insert into organisation_tellings (source, after) values ($1, '')`, [source]);
    return '';
  }
}

/** The next people of the source, and who of them belongs to an organisation that is being told of, or beneath one. */
async function read(tx: Tx, source: string, after: string): Promise<Piece> {
  const [piece] = await tx.query<Piece>(
    `with recursive piece as materialized (
       select sourced_id, organisations, changed_at from people where source = $1 and sourced_id > $2
        order by sourced_id limit $3),
     belongs as materialized (
       select p.sourced_id as person, a.organisation from piece p
         join affiliations a on a.source = $1 and a.person = p.sourced_id and not a.ended
       union
       select p.sourced_id, line.id from piece p, string_to_table(p.organisations, ',') as line (id)),
     above (organisation, sourced_id, steps) as (
       select distinct organisation, organisation, 0 from belongs
       union
       select above.organisation, o.parent_sourced_id, above.steps + 1 from above
         join organisations o on o.source = $1 and o.sourced_id = above.sourced_id
        where o.parent_sourced_id is not null and above.steps < $4)
     select case when (select count(*) from piece) = $3 then (select max(sourced_id) from piece) end as last,
            array(select distinct b.person from belongs b
                    join above on above.organisation = b.organisation
                    join organisations_untold u on u.source = $1 and u.organisation = above.sourced_id and u.telling
                    join piece p on p.sourced_id = b.person and p.changed_at <= u.since) as beneath`,
    [source, after, atOnce, mostAbove],
  );
  return piece!;
}
