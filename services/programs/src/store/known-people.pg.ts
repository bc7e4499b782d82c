import { Injectable } from '@nestjs/common';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import { activated, type Active } from '../domain/enrollment.js';
import { KnownPeople, type ResolvedReference } from '../domain/known-people.js';
import { lockSource } from './sources.pg.js';

@Injectable()
export class KnownPeoplePg extends KnownPeople {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  completePending(source: string, sourcedIds: readonly string[], importId?: string): Promise<number> {
    return this.database.transaction(async (tx) => {
      if (sourcedIds.length === 0) return 0;
      await lockSource(tx, source);
      const completed = await activatePending(tx, source, sourcedIds);
      await this.outbox.addAll(
        tx,
        completed.map(({ revision, ...row }) => ({ fact: activated(row, importId), revision })),
      );
      return completed.length;
    });
  }

  resolve(references: readonly ResolvedReference[]): Promise<void> {
    return this.database.transaction(async (tx) => {
      const latest = new Map<string, ResolvedReference>();
      for (const reference of references) {
        const key = JSON.stringify([reference.source, reference.sourcedId]);
        const other = latest.get(key);
        if (!other || other.revision <= reference.revision) latest.set(key, reference);
      }
      const bySource = Map.groupBy(latest.values(), (reference) => reference.source);
      // In one order everywhere, so that two batches never wait for each other.
      for (const source of [...bySource.keys()].sort()) {
        const of = bySource.get(source)!;
        await lockSource(tx, source);
        await store(tx, source, of);
        await this.completePending(
          source,
          of.map((reference) => reference.sourcedId),
        );
      }
    });
  }
}

type Completed = Active & { readonly revision: number };

/** A status set by hand stays; it is the source's own `pending` that ends. */
function activatePending(tx: Tx, source: string, sourcedIds: readonly string[]): Promise<Completed[]> {
  return tx.query<Completed>(
    `update enrollments e set status = 'active', revision = e.revision + 1, changed_at = now()
     from people p
     where e.source = $1 and e.person = any($2::text[]) and e.status = 'pending'
       and e.overrides #> '{status}' is null and p.source = e.source and p.sourced_id = e.person and p.known
     returning e.id, e.source, e.sourced_id as "sourcedId", e.person, e.offering_id as "offeringId", e.status, e.revision,
       coalesce(e.overrides #>> '{role,value}', e.role) as role,
       case when e.overrides ? 'beginDate' then e.overrides #>> '{beginDate,value}' else e.begin_date::text end as "beginDate",
       case when e.overrides ? 'endDate' then e.overrides #>> '{endDate,value}' else e.end_date::text end as "endDate"`,
    [source, sourcedIds],
  );
}

async function store(tx: Tx, source: string, references: readonly ResolvedReference[]): Promise<void> {
  await tx.run(
    `insert into people as present (source, sourced_id, known, person_id, person_revision)
     select $1, r.sourced_id, true, r.person_id, r.revision
     from unnest($2::text[], $3::uuid[], $4::int[]) as r(sourced_id, person_id, revision)
     on conflict (source, sourced_id) do update
       set known = true, person_id = excluded.person_id, person_revision = excluded.person_revision
       where present.person_revision < excluded.person_revision`,
    [
      source,
      references.map((reference) => reference.sourcedId),
      references.map((reference) => reference.personId),
      references.map((reference) => reference.revision),
    ],
  );
}
