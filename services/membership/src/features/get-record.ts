import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { coreProblems } from '@chiron/contracts/core';
import { pageOf, type Caller, type Page } from '@chiron/http';
import { Database, type Tx } from '@chiron/postgres';
import type { Reference } from '../domain/reference.js';
import { idOf } from './list-people.js';

export interface RecordQuery {
  readonly personId: string;
  readonly caller: Caller;
  /** why staff read it, in their words */
  readonly purpose?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export interface RecordEntry {
  /** the enrollment's id */
  id: string;
  kind: 'enrollment';
  offering: { id: string; title: string | null; code: string | null };
  program: { id: string; title: string | null; code: string | null } | null;
  role: string;
  status: string;
  beginDate: string | null;
  /** the last day */
  endDate: string | null;
  reference: Reference;
  /** the event that made it what it is */
  event: { id: string; type: string; time: string };
}

export type RecordFound =
  { readonly page: Page<RecordEntry>; readonly mergedInto?: undefined } | { readonly mergedInto: string };

/**
 * A person's education record, the newest enrollment first. Persons read their own; every read by staff is written to the
 * access log (FERPA, 34 CFR 99.32) in the same transaction: what cannot be logged is not shown.
 */
@Injectable()
export class GetRecord {
  constructor(private readonly database: Database) {}

  run({ personId, caller, purpose, limit, cursor }: RecordQuery): Promise<RecordFound> {
    const before = idOf(cursor);
    return this.database.transaction(async (tx) => {
      const own =
        caller.may('self') &&
        caller.personId !== undefined &&
        (await standing(tx, caller.personId)) === (await standing(tx, personId));
      if (!own && !caller.may('records:read')) throw coreProblems.refuse('forbidden', { needs: 'records:read' });
      const [person] = await tx.query<{ merged: boolean }>(
        'select merged_into is not null as merged from people where id = $1',
        [personId],
      );
      if (!person) throw coreProblems.refuse('not-found', { kind: 'person', id: personId });
      if (person.merged) return { mergedInto: await standing(tx, personId) };
      if (!own) {
        await tx.query('insert into access_log (id, client_id, subject, person_id, purpose) values ($1, $2, $3, $4, $5)', [
          uuidv7(), caller.clientId, caller.subject, personId, purpose ?? null,
        ]); // prettier-ignore
      }
      const rows = await tx.query<RecordEntry>(entries, [personId, before, limit + 1]);
      return { page: pageOf(rows, limit, (row) => [row.id]) };
    });
  }
}

const standing = async (tx: Tx, id: string): Promise<string> =>
  (
    await tx.query<{ id: string }>(
      `select coalesce((select person_id from identifiers where source = 'chiron' and sourced_id = $1::uuid::text), $1::uuid) as id`,
      [id],
    )
  )[0]!.id;

const entries = `
  select e.enrollment_id as id, 'enrollment' as kind, e.role, e.status,
         e.begin_date::text as "beginDate", e.end_date::text as "endDate",
         jsonb_build_object('id', e.offering_id, 'title', o.title, 'code', o.code) as offering,
         case when o.program_id is not null then jsonb_build_object('id', o.program_id, 'title', p.title, 'code', p.code) end as program,
         jsonb_build_object('source', e.source, 'sourcedId', e.sourced_id) as reference,
         jsonb_build_object('id', e.event_id, 'type', e.event_type,
           'time', to_char(e.event_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as event
    from (select source, sourced_id from identifiers where person_id = $1 union select 'chiron', $1::uuid::text) r
    join entries e on e.source = r.source and e.sourced_id = r.sourced_id
    left join offerings o on o.id = e.offering_id
    left join programs p on p.id = o.program_id
   where $2::uuid is null or e.enrollment_id < $2::uuid
   order by e.enrollment_id desc limit $3`;
