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

/** The event that made an entry what it is. */
export interface Cause {
  id: string;
  type: string;
  time: string;
}

export interface EnrollmentEntry {
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
  event: Cause;
}

interface CallNamed {
  id: string;
  /** null until the call's own event arrives */
  code: string | null;
  year: number | null;
}

/** For the person's own eyes alone: nobody else learns who applied for what. */
export interface GrantApplicationEntry {
  id: string;
  kind: 'grant-application';
  call: CallNamed;
  stage: string;
  role: string;
  status: string;
  submittedAt: string;
  event: Cause;
}

/** Public from its announcement on. */
export interface GrantEntry {
  id: string;
  kind: 'grant';
  call: CallNamed;
  role: string;
  amountMinor: number;
  currency: string;
  announcedOn: string;
  event: Cause;
}

/** Committee and year only. */
export interface CommitteeServiceEntry {
  id: string;
  kind: 'committee-service';
  committee: string;
  year: number;
  event: Cause;
}

export type RecordEntry = EnrollmentEntry | GrantApplicationEntry | GrantEntry | CommitteeServiceEntry;

export type RecordFound =
  { readonly page: Page<RecordEntry>; readonly mergedInto?: undefined } | { readonly mergedInto: string };

/**
 * A person's record, the newest entry first. Persons read their own; every read by staff is written to the access log
 * (FERPA, 34 CFR 99.32) in the same transaction: what cannot be logged is not shown. What somebody applied for is shown
 * to themselves alone, and counts for nobody else.
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
      const rows = await tx.query<{ entry: RecordEntry }>(entries, [personId, before, limit + 1, own]);
      return {
        page: pageOf(
          rows.map(({ entry }) => entry),
          limit,
          (row) => [row.id],
        ),
      };
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

const moment = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const cause = (row: string): string =>
  `json_build_object('id', ${row}.event_id, 'time', ${moment(`${row}.event_time`)}, 'type', ${row}.event_type)`;
const call = (row: string): string => `json_build_object('id', ${row}.call_id, 'code', c.code, 'year', c.year)`;
const page = 'order by 1 desc limit $3';

// json, not jsonb, which would shuffle the fields. Ids are UUIDv7: their order is that of time, over all kinds. Two ids of one person may stand in one application.
const entries = `
  with known as (select source, sourced_id from identifiers where person_id = $1 union select 'chiron', $1::uuid::text),
       persons as (select sourced_id::uuid as id from known where source = 'chiron')
  select entry from (
    (select e.enrollment_id as id, json_build_object('id', e.enrollment_id, 'kind', 'enrollment', 'role', e.role, 'status', e.status,
            'beginDate', e.begin_date, 'endDate', e.end_date,
            'offering', json_build_object('id', e.offering_id, 'title', o.title, 'code', o.code),
            'program', case when o.program_id is not null then json_build_object('id', o.program_id, 'title', p.title, 'code', p.code) end,
            'reference', json_build_object('source', e.source, 'sourcedId', e.sourced_id), 'event', ${cause('e')}) as entry
       from known r
       join entries e on e.source = r.source and e.sourced_id = r.sourced_id
       left join offerings o on o.id = e.offering_id
       left join programs p on p.id = o.program_id
      where $2::uuid is null or e.enrollment_id < $2::uuid ${page})
    union all
    (select distinct on (a.id) a.id, json_build_object('id', a.id, 'kind', 'grant-application', 'call', ${call('a')}, 'stage', a.stage,
            'role', m.role, 'status', a.status, 'submittedAt', ${moment('a.submitted_at')}, 'event', ${cause('a')})
       from persons join grant_application_people m on m.person_id = persons.id
       join grant_applications a on a.id = m.application_id
       left join grant_calls c on c.id = a.call_id
      where $4::boolean and a.submitted_at is not null and ($2::uuid is null or a.id < $2::uuid)
      order by a.id desc, m.role = 'principal-investigator' desc limit $3)
    union all
    (select distinct on (g.id) g.id, json_build_object('id', g.id, 'kind', 'grant', 'call', ${call('g')}, 'role', m.role,
            'amountMinor', g.amount_minor, 'currency', g.currency, 'announcedOn', g.announced_on, 'event', ${cause('g')})
       from persons join grant_people m on m.person_id = persons.id
       join grants g on g.id = m.grant_id
       left join grant_calls c on c.id = g.call_id
      where $2::uuid is null or g.id < $2::uuid
      order by g.id desc, m.role = 'principal-investigator' desc limit $3)
    union all
    (select s.id, json_build_object('id', s.id, 'kind', 'committee-service', 'committee', s.committee, 'year', s.year, 'event', ${cause('s')})
       from persons join committee_services s on s.person_id = persons.id
      where $2::uuid is null or s.id < $2::uuid ${page})
  ) all_kinds order by id desc limit $3`;
