import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Rechecks } from '../domain/blinding.js';

/** SQL: `touched` are the persons told of; the function that follows merges is asked for those alone who have a part in one. */
const turn = `
  same as (
    select person_id from touched
    union
    select aliases_of(t.person_id) from touched t
     where exists (select from person_aliases a
                    where a.into_person_id = t.person_id or (a.person_id = t.person_id and a.into_person_id is not null))
  ), theirs as (
    select a.id from applications a where a.applicant_id in (select person_id from same)
    union
    select m.application_id from application_members m
     where m.person_id in (select person_id from same) and m.consent <> 'declined'
  )
  insert into blinding_turns as held (application_id, turn)
  select a.id, 1 from theirs join applications a using (id) join calls c on c.id = a.call_id
   where c.settings->>'blinding' <> 'none' and a.state in ('draft', 'returned', 'submitted')
     and not exists (select from administrative_reviews l where l.application_id = a.id
                      and l.submitted_at = a.submitted_at and l.outcome = 'accepted')
   order by a.id
  on conflict (application_id) do update set turn = held.turn + 1`;

@Injectable()
export class PgRechecks extends Rechecks {
  constructor(private readonly database: Database) {
    super();
  }

  override async ofPersons(personIds: readonly string[]): Promise<void> {
    if (personIds.length === 0) return;
    await this.database.query(`with touched as (select distinct unnest($1::uuid[]) as person_id), ${turn}`, [
      personIds,
    ]);
  }

  override async ofReferences(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.database.query(
      `with touched as (select distinct person_id from references_told where key = any($1) and person_id is not null), ${turn}`,
      [keys],
    );
  }
}
