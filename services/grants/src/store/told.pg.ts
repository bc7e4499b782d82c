import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { lastWords, Told, type Description, type Hold, type Meaning, type Standing } from '../domain/told.js';

@Injectable()
export class PgTold extends Told {
  constructor(private readonly database: Database) {
    super();
  }

  override async describe(descriptions: readonly Description[]): Promise<string[]> {
    const last = lastWords(descriptions, ({ key }) => key);
    const changed = await this.database.query<{ key: string }>(
      `with said as (select * from unnest($1::text[], $2::bigint[], $3::jsonb[]) as t (key, revision, told)),
       kept as (
         insert into people_told as held (key, revision, told)
         select key, revision, told from said order by key
         on conflict (key) do update set revision = excluded.revision, told = excluded.told
          where held.revision <= excluded.revision
         returning key)
       select key from kept join said using (key) left join people_told before using (key)
        where said.told is distinct from before.told`,
      [last.map(({ key }) => key), last.map(({ revision }) => revision), last.map(({ told }) => JSON.stringify(told))],
    );
    return changed.map(({ key }) => key);
  }

  override async forget(keys: readonly string[]): Promise<string[]> {
    const gone = await this.database.query<{ email: string | null }>(
      `delete from people_told where key = any($1) returning lower(told ->> 'email') as email`,
      [keys],
    );
    const emails = [...new Set(gone.flatMap(({ email }) => email ?? []))];
    const kept = await this.database.query<{ email: string }>(
      `select email from unnest($1::text[]) as email where exists (select from people_told where lower(told ->> 'email') = email)`,
      [emails],
    );
    return emails.filter((email) => !kept.some((one) => one.email === email));
  }

  override async mean(meanings: readonly Meaning[]): Promise<void> {
    const last = lastWords(meanings, ({ key }) => key);
    await this.database.query(
      `insert into references_told as held (key, revision, person_id)
       select key, revision, person_id from unnest($1::text[], $2::bigint[], $3::uuid[]) as t (key, revision, person_id) order by key
       on conflict (key) do update set revision = excluded.revision, person_id = excluded.person_id
        where held.revision <= excluded.revision`,
      [last.map(({ key }) => key), last.map(({ revision }) => revision), last.map(({ personId }) => personId)],
    );
  }

  override async stand(standings: readonly Standing[]): Promise<void> {
    const last = lastWords(standings, ({ personId }) => personId);
    await this.database.query(
      `insert into person_aliases as held (person_id, revision, into_person_id)
       select person_id, revision, into_id from unnest($1::uuid[], $2::bigint[], $3::uuid[]) as t (person_id, revision, into_id) order by person_id
       on conflict (person_id) do update set revision = excluded.revision, into_person_id = excluded.into_person_id
        where held.revision <= excluded.revision`,
      [last.map((one) => one.personId), last.map((one) => one.revision), last.map((one) => one.intoPersonId)],
    );
  }

  override async hold(holds: readonly Hold[]): Promise<void> {
    const last = lastWords(holds, ({ personId }) => personId);
    await this.database.query(
      `insert into privacy_holds as held (person_id, revision, held)
       select person_id, revision, is_held from unnest($1::uuid[], $2::bigint[], $3::boolean[]) as t (person_id, revision, is_held)
        order by person_id
       on conflict (person_id) do update set revision = excluded.revision, held = excluded.held
        where held.revision <= excluded.revision`,
      [last.map(({ personId }) => personId), last.map(({ revision }) => revision), last.map(({ held }) => held)],
    );
  }
}
