import { Injectable } from '@nestjs/common';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import { activated, waiting, type Active } from '../domain/enrollment.js';
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
    return this.database.transaction((tx) => completePending(tx, this.outbox, source, sourcedIds, importId));
  }

  resolve(references: readonly ResolvedReference[]): Promise<void> {
    return this.database.transaction(async (tx) => {
      const latest = new Map<string, ResolvedReference>();
      for (const reference of references) {
        const key = JSON.stringify([reference.source, reference.sourcedId]);
        const other = latest.get(key);
        if (!other || other.revision <= reference.revision) latest.set(key, reference);
      }
      // In one order everywhere, so that two batches never wait for each other.
      const sources = [...new Set(references.map((reference) => reference.source))].sort();
      for (const source of sources) {
        const named = await linkKnown(
          tx,
          source,
          [...latest.values()].filter((reference) => reference.source === source),
        );
        if (named.length === 0) continue;
        const sourcedIds = named.map((reference) => reference.sourcedId);
        await lockSource(tx, source);
        await store(tx, source, named);
        await completePending(tx, this.outbox, source, sourcedIds);
        const released = named.filter((reference) => reference.personId === null);
        await returnToPending(
          tx,
          this.outbox,
          source,
          released.map((reference) => reference.sourcedId),
        );
      }
    });
  }
}

/**
 * Those whom their source described get their person, and nothing else changes for them: no plan depends on it, so the
 * source's lock, which an import holds most of the time, is not waited for. Answers the other references.
 */
async function linkKnown(
  tx: Tx,
  source: string,
  references: readonly ResolvedReference[],
): Promise<readonly ResolvedReference[]> {
  const linked = references.filter((reference) => reference.personId !== null);
  const rows = await tx.query<{ sourced_id: string }>(
    `select sourced_id from people where source = $1 and sourced_id = any($2::text[]) and known
     order by sourced_id for update`,
    [source, linked.map((reference) => reference.sourcedId)],
  );
  const known = new Set(rows.map((row) => row.sourced_id));
  const present = linked.filter((reference) => known.has(reference.sourcedId));
  // A statement of its own: joined with what the first one finds, it was planned as a thousand times a thousand rows.
  if (present.length > 0)
    await tx.run(
      `update people p set person_id = r.person_id, person_revision = r.revision
       from unnest($2::text[], $3::uuid[], $4::int[]) as r(sourced_id, person_id, revision)
       where p.source = $1 and p.sourced_id = r.sourced_id and p.person_revision < r.revision`,
      [
        source,
        present.map((reference) => reference.sourcedId),
        present.map((reference) => reference.personId),
        present.map((reference) => reference.revision),
      ],
    );
  return references.filter((reference) => reference.personId === null || !known.has(reference.sourcedId));
}

type Told = Active & { readonly revision: number };

const told = `e.id, e.source, e.sourced_id as "sourcedId", e.person, e.offering_id as "offeringId", e.status, e.revision,
  coalesce(e.overrides #>> '{role,value}', e.role) as role,
  case when e.overrides ? 'beginDate' then e.overrides #>> '{beginDate,value}' else e.begin_date::text end as "beginDate",
  case when e.overrides ? 'endDate' then e.overrides #>> '{endDate,value}' else e.end_date::text end as "endDate"`;

export async function completePending(
  tx: Tx,
  outbox: Outbox,
  source: string,
  sourcedIds: readonly string[],
  importId?: string,
): Promise<number> {
  if (sourcedIds.length === 0) return 0;
  await lockSource(tx, source);
  // A status set by hand stays; it is the source's own `pending` that ends.
  const rows = await tx.query<Told>(
    `update enrollments e set status = 'active', revision = e.revision + 1, changed_at = now()
     from people p
     where e.source = $1 and e.person = any($2::text[]) and e.status = 'pending'
       and e.overrides #> '{status}' is null and p.source = e.source and p.sourced_id = e.person and p.known
     returning ${told}`,
    [source, sourcedIds],
  );
  if (rows.length === 0) return 0;
  await outbox.addAll(
    tx,
    rows.map(({ revision, ...row }) => ({ fact: activated(row, importId), revision })),
  );
  return rows.length;
}

/**
 * Their enrollments, which only staff's link had made active, wait again, unless a delivery made the person known
 * meanwhile; so does what was delivered while the link stood. Their next delivery is compared in full, as any pending one.
 */
async function returnToPending(tx: Tx, outbox: Outbox, source: string, sourcedIds: readonly string[]): Promise<void> {
  if (sourcedIds.length === 0) return;
  const rows = await tx.query<Told>(
    `update enrollments e set status = 'pending', fingerprint = null, revision = e.revision + 1, changed_at = now()
     from people p
     where e.source = $1 and e.person = any($2::text[]) and e.status = 'active'
       and e.overrides #> '{status}' is null and p.source = e.source and p.sourced_id = e.person and not p.known
     returning ${told}`,
    [source, sourcedIds],
  );
  await outbox.addAll(
    tx,
    rows.map(({ revision, ...row }) => ({ fact: waiting(row), revision })),
  );
}

async function store(tx: Tx, source: string, references: readonly ResolvedReference[]): Promise<void> {
  await tx.run(
    `insert into people as present (source, sourced_id, known, person_id, person_revision)
     select $1, r.sourced_id, r.person_id is not null, r.person_id, r.revision
     from unnest($2::text[], $3::uuid[], $4::int[]) as r(sourced_id, person_id, revision)
     on conflict (source, sourced_id) do update
       set known = excluded.known or coalesce(present.given_name, present.family_name, present.email, present.orcid) is not null,
         person_id = excluded.person_id, person_revision = excluded.person_revision
       where present.person_revision < excluded.person_revision`,
    [
      source,
      references.map((reference) => reference.sourcedId),
      references.map((reference) => reference.personId),
      references.map((reference) => reference.revision),
    ],
  );
}
