import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@chiron/postgres';
import { newest, type Told } from '../domain/entries.js';
import {
  GrantEntries,
  lastWordsOf,
  principalInvestigator,
  type ApplicationTold,
  type CallTold,
  type GrantTold,
  type ServiceTold,
} from '../domain/grant-entries.js';

const events = <D>(told: readonly Told<D>[]) => [
  told.map(({ event }) => event.id),
  told.map(({ event }) => event.type),
  told.map(({ event }) => event.time),
];

@Injectable()
export class PgGrantEntries extends GrantEntries {
  constructor(private readonly database: Database) {
    super();
  }

  override async keepCalls(told: readonly Told<CallTold>[]): Promise<void> {
    const last = newest(told, ({ callId }) => callId);
    await this.database.query(
      `insert into grant_calls (id, code, year, revision)
       select * from unnest($1::uuid[], $2::text[], $3::int[], $4::int[])
           on conflict (id) do update set code = excluded.code, year = excluded.year, revision = excluded.revision
        where grant_calls.revision < excluded.revision`,
      [
        last.map(({ facts }) => facts.callId),
        last.map(({ facts }) => facts.code),
        last.map(({ facts }) => facts.year),
        last.map(({ revision }) => revision),
      ],
    );
  }

  override async keepApplications(told: readonly Told<ApplicationTold>[]): Promise<void> {
    const { states, submissions } = lastWordsOf(told);
    await this.database.transaction(async (tx) => {
      await tx.query(
        `insert into grant_applications (id, call_id, stage, status, event_id, event_type, event_time, revision)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::timestamptz[], $8::int[])
             on conflict (id) do update set stage = excluded.stage, status = excluded.status, event_id = excluded.event_id,
                event_type = excluded.event_type, event_time = excluded.event_time, revision = excluded.revision
          where grant_applications.revision < excluded.revision`,
        [
          states.map(({ facts }) => facts.applicationId),
          states.map(({ facts }) => facts.callId),
          states.map(({ facts }) => facts.stage),
          states.map(({ facts }) => facts.status),
          ...events(states),
          states.map(({ revision }) => revision),
        ],
      );
      const newer = await tx.query<{ id: string }>(
        `update grant_applications a set submitted_at = told.at, team_revision = told.revision
           from unnest($1::uuid[], $2::timestamptz[], $3::int[]) as told(id, at, revision)
          where a.id = told.id and a.team_revision < told.revision returning a.id`,
        [
          submissions.map(({ facts }) => facts.applicationId),
          submissions.map(({ facts }) => facts.submission.submittedAt),
          submissions.map(({ revision }) => revision),
        ],
      );
      const ids = new Set(newer.map(({ id }) => id));
      await tx.query('delete from grant_application_people where application_id = any($1::uuid[])', [[...ids]]);
      await keepPeople(
        tx,
        'grant_application_people (application_id, person_id, role)',
        submissions
          .filter(({ facts }) => ids.has(facts.applicationId))
          .flatMap(({ facts }) => peopleOf(facts.applicationId, facts.applicantId, facts.submission.team)),
      );
    });
  }

  override async keepGrants(told: readonly Told<GrantTold>[]): Promise<void> {
    const last = newest(told, ({ grantId }) => grantId);
    await this.database.transaction(async (tx) => {
      const fresh = await tx.query<{ id: string }>(
        `insert into grants (id, call_id, amount_minor, currency, announced_on, event_id, event_type, event_time, revision)
         select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::date[], $6::uuid[], $7::text[], $8::timestamptz[], $9::int[])
             on conflict (id) do update set amount_minor = excluded.amount_minor, event_id = excluded.event_id,
                event_type = excluded.event_type, event_time = excluded.event_time, revision = excluded.revision
          where grants.revision < excluded.revision
         returning id`,
        [
          last.map(({ facts }) => facts.grantId),
          last.map(({ facts }) => facts.callId),
          last.map(({ facts }) => facts.amountMinor),
          last.map(({ facts }) => facts.currency),
          last.map(({ facts }) => facts.announcedOn),
          ...events(last),
          last.map(({ revision }) => revision),
        ],
      );
      const ids = new Set(fresh.map(({ id }) => id));
      await keepPeople(
        tx,
        'grant_people (grant_id, person_id, role)',
        last
          .filter(({ facts }) => ids.has(facts.grantId))
          .flatMap(({ facts }) => peopleOf(facts.grantId, facts.recipientId, facts.team)),
      );
    });
  }

  override async keepService(told: readonly Told<ServiceTold>[]): Promise<void> {
    const last = newest(told, ({ serviceId }) => serviceId);
    await this.database.query(
      `insert into committee_services (id, person_id, committee, year, event_id, event_type, event_time)
       select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::uuid[], $6::text[], $7::timestamptz[])
           on conflict (id) do nothing`,
      [
        last.map(({ facts }) => facts.serviceId),
        last.map(({ facts }) => facts.personId),
        last.map(({ facts }) => facts.committee),
        last.map(({ facts }) => facts.year),
        ...events(last),
      ],
    );
  }
}

type Place = readonly [of: string, personId: string, role: string];

/** The first person, and everybody else once. */
function peopleOf(of: string, first: string, team: readonly { personId: string; role: string }[]): Place[] {
  const roles = new Map([
    ...team.map(({ personId, role }) => [personId, role] as const),
    [first, principalInvestigator],
  ]);
  return [...roles].map(([personId, role]) => [of, personId, role]);
}

async function keepPeople(tx: Tx, into: string, places: readonly Place[]): Promise<void> {
  await tx.query(
    `insert into ${into} select * from unnest($1::uuid[], $2::uuid[], $3::text[]) on conflict do nothing`,
    [places.map(([of]) => of), places.map(([, personId]) => personId), places.map(([, , role]) => role)],
  );
}
