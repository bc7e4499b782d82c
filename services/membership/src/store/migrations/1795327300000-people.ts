import type { MigrationInterface, QueryRunner } from 'typeorm';

export class People1795327300000 implements MigrationInterface {
  readonly name = 'People1795327300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table people (
        id uuid primary key,
        given_name text, middle_name text, family_name text,
        preferred_given_name text, preferred_family_name text,
        pronouns text, orcid text,
        names tsvector not null default '',
        corrections jsonb,
        privacy_hold boolean not null default false,
        hold_by text,
        merged_into uuid,
        revision integer not null,
        created_at timestamptz not null default now(),
        changed_at timestamptz not null default now()
      );
      create index people_names on people using gin (names);
      create index people_orcid on people (orcid) where orcid is not null;
      create index people_merged_into on people (merged_into) where merged_into is not null;

      -- Which person a reference means, and what its source says of it. A merge and its undo move rows here and nowhere else.
      create table identifiers (
        source text not null,
        sourced_id text not null,
        person_id uuid,
        resolution integer not null,
        how text not null,
        via_source text, via_sourced_id text,
        resolved_at timestamptz not null default now(),
        revision integer not null default 0,
        described_at timestamptz,
        given_name text, middle_name text, family_name text,
        preferred_given_name text, preferred_family_name text,
        pronouns text, email text, orcid text,
        privacy_hold boolean,
        affiliations jsonb,
        primary key (source, sourced_id)
      );
      create index identifiers_person on identifiers (person_id);
      create index identifiers_orcid on identifiers (orcid) where orcid is not null;

      -- Addresses pass between people: until_at null is the holder of today.
      create table addresses (
        email text not null,
        source text not null,
        sourced_id text not null,
        from_at timestamptz not null,
        until_at timestamptz,
        primary key (email, source, sourced_id, from_at)
      );
      create index addresses_reference on addresses (source, sourced_id);

      create table matches (
        id uuid primary key,
        person_id uuid not null,
        other_person_id uuid not null,
        doubt text not null,
        source text not null,
        sourced_id text not null,
        state text not null default 'open',
        merge_id uuid,
        created_at timestamptz not null default now(),
        decided_by text,
        decided_at timestamptz
      );
      create unique index matches_pair on matches (least(person_id, other_person_id), greatest(person_id, other_person_id));
      create index matches_open on matches (id) where state = 'open';

      create table merges (
        id uuid primary key,
        person_id uuid not null,
        into_person_id uuid not null,
        merged_by text not null,
        merged_at timestamptz not null default now(),
        undone_by text,
        undone_at timestamptz
      );
      create unique index merges_standing on merges (person_id) where undone_at is null;

      -- The references that a merge moved, so that its undo moves exactly these back.
      create table merge_references (
        merge_id uuid not null references merges (id),
        source text not null,
        sourced_id text not null,
        primary key (merge_id, source, sourced_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table merge_references, merges, matches, addresses, identifiers, people');
  }
}
