import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Calls1795339000000 implements MigrationInterface {
  readonly name = 'Calls1795339000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What sources tell of people, by source/sourcedId; erased by the topic's tombstones.
      create table people_told (
        key text primary key,
        revision bigint not null,
        told jsonb not null
      );
      -- Which person a reference means; nobody where person_id is null.
      create table references_told (
        key text primary key,
        person_id uuid,
        revision bigint not null
      );
      create index references_told_person on references_told (person_id);
      -- Everybody who is registered, and as whom somebody merged is read.
      create table person_aliases (
        person_id uuid primary key,
        into_person_id uuid,
        revision bigint not null
      );
      create index person_aliases_into on person_aliases (into_person_id) where into_person_id is not null;

      -- Whoever is read for this person today. Merges told out of order may point in a circle for a moment: it ends.
      create function standing_of(asked uuid) returns uuid language sql stable as $$
        with recursive up (person_id, step) as (
          select asked, 0
          union all
          select a.into_person_id, step + 1 from up join person_aliases a using (person_id)
           where a.into_person_id is not null and step < 50
        )
        select person_id from up order by step desc limit 1
      $$;
      -- The person and all who are read as that person.
      create function aliases_of(asked uuid) returns setof uuid language sql stable as $$
        with recursive down (person_id) as (
          select standing_of(asked)
          union
          select a.person_id from down join person_aliases a on a.into_person_id = down.person_id
        )
        select person_id from down
      $$;

      create table grants_officers (
        id uuid primary key,
        person_id uuid not null,
        role text not null check (role in ('officer', 'finance')),
        appointed_at timestamptz not null,
        appointed_by text not null,
        relieved_at timestamptz,
        relieved_by text
      );
      create unique index grants_officers_present on grants_officers (person_id, role) where relieved_at is null;

      create table calls (
        id uuid primary key,
        code text not null,
        state text not null check (state in ('draft', 'published', 'closed')),
        settings jsonb not null,
        created_at timestamptz not null,
        created_by text not null,
        published_at timestamptz,
        closed_at timestamptz,
        closed_reason text,
        revision int not null
      );
      create unique index calls_code on calls (lower(code));
      create index calls_state on calls (state, id desc);

      -- json, not jsonb: the order of a form's fields is the order in which they are asked.
      create table call_forms (
        call_id uuid not null references calls (id) on delete cascade,
        stage text not null check (stage in ('letter', 'full')),
        version int not null,
        form json not null,
        published_at timestamptz,
        revision int not null,
        primary key (call_id, stage, version)
      );
      create unique index call_forms_draft on call_forms (call_id, stage) where published_at is null;

      create function keep_published_forms() returns trigger language plpgsql as $$
        begin
          raise exception 'a published form never changes';
        end
      $$;
      create trigger call_forms_published before update on call_forms for each row
        when (old.published_at is not null) execute function keep_published_forms();

      create table eligibility_waivers (
        id uuid primary key,
        call_id uuid not null references calls (id) on delete cascade,
        person_id uuid not null,
        rule text,
        reason text not null,
        until date not null,
        granted_by text not null,
        granted_at timestamptz not null
      );
      create index eligibility_waivers_person on eligibility_waivers (call_id, person_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table eligibility_waivers, call_forms, calls, grants_officers;
      drop function keep_published_forms, aliases_of, standing_of;
      drop table person_aliases, references_told, people_told;
    `);
  }
}
