import type { MigrationInterface, QueryRunner } from 'typeorm';

const tracked = `revision int not null default 1, created_at timestamptz not null default now(),
      changed_at timestamptz not null default now()`;

/** Sources, the catalogue, people as sources describe them, enrollments. */
export class Catalogue1795327200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table sources (
      name text not null, owner text, domains text[] not null default '{}', date_order text, time_zone text,
      roles jsonb not null default '{}', guards jsonb not null default '{}', field_policy jsonb not null default '{}',
      demographics boolean not null default false,
      ${tracked},
      constraint sources_pk primary key (name))`);

    await runner.query(`create table programs (
      id uuid not null, source text, sourced_id text, code text, title text not null, description text,
      status text not null default 'draft', fingerprint uuid,
      ${tracked},
      constraint programs_pk primary key (id),
      constraint programs_of_source unique (source, sourced_id),
      constraint programs_status check (status in ('draft', 'open', 'retired')))`);

    await runner.query(`create table terms (
      id uuid not null, source text, sourced_id text, title text not null, type text, begin_date date, end_date date,
      parent_sourced_id text, fingerprint uuid,
      ${tracked},
      constraint terms_pk primary key (id),
      constraint terms_of_source unique (source, sourced_id))`);

    await runner.query(`create table offerings (
      id uuid not null, program_id uuid, source text, sourced_id text, code text, title text not null,
      status text not null default 'draft', begin_date date, end_date date, seats int, fingerprint uuid,
      ${tracked},
      constraint offerings_pk primary key (id),
      constraint offerings_of_source unique (source, sourced_id),
      constraint offerings_program foreign key (program_id) references programs (id),
      constraint offerings_status check (status in ('draft', 'scheduled', 'cancelled', 'over')))`);
    await runner.query('create index offerings_of_program on offerings (program_id)');
    await runner.query(`create table offering_terms (
      offering_id uuid not null, term_id uuid not null,
      constraint offering_terms_pk primary key (offering_id, term_id),
      constraint offering_terms_offering foreign key (offering_id) references offerings (id),
      constraint offering_terms_term foreign key (term_id) references terms (id))`);
    await runner.query('create index offering_terms_of_term on offering_terms (term_id)');

    await runner.query(`create table class_meetings (
      id uuid not null, offering_id uuid not null, title text not null, begins_at timestamptz not null,
      ends_at timestamptz not null, place text,
      ${tracked},
      constraint class_meetings_pk primary key (id),
      constraint class_meetings_offering foreign key (offering_id) references offerings (id))`);
    await runner.query('create index class_meetings_of_offering on class_meetings (offering_id, id)');

    await runner.query(`create table people (
      source text not null, sourced_id text not null, given_name text, middle_name text, family_name text,
      preferred_given_name text, preferred_family_name text, pronouns text, email text, orcid text,
      privacy_hold boolean, affiliations jsonb, known boolean not null, person_id uuid,
      person_revision int not null default 0, modified_at timestamptz, fingerprint uuid,
      revision int not null default 1, changed_at timestamptz not null default now(),
      constraint people_pk primary key (source, sourced_id))`);
    await runner.query('create index people_of_person on people (person_id) where person_id is not null');

    await runner.query(`create table enrollments (
      id uuid not null, source text not null, sourced_id text, person text not null, offering_id uuid not null,
      role text not null, status text not null, begin_date date, end_date date, overrides jsonb,
      modified_at timestamptz, fingerprint uuid, import_id uuid,
      ${tracked},
      constraint enrollments_pk primary key (id),
      constraint enrollments_offering foreign key (offering_id) references offerings (id),
      constraint enrollments_role check (role in ('learner', 'faculty', 'mentor', 'staff')),
      constraint enrollments_status check (status in ('pending', 'active', 'completed', 'withdrawn', 'ended')))`);
    await runner.query(
      'create unique index enrollments_of_source on enrollments (source, sourced_id) where sourced_id is not null',
    );
    // Present status: what a hand withdrew does not stand in the way of the source's next row.
    await runner.query(`create unique index enrollments_one_live on enrollments (source, person, offering_id, role)
      where coalesce(overrides #>> '{status,value}', status) in ('pending', 'active')`);
    await runner.query('create index enrollments_of_person on enrollments (source, person)');
    await runner.query('create index enrollments_of_offering on enrollments (offering_id, id)');
    await runner.query('create index enrollments_by_change on enrollments (changed_at, id)');
    await runner.query(`create index enrollments_pending on enrollments (source, person) where status = 'pending'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table enrollments, people, class_meetings, offering_terms, offerings, terms, programs, sources',
    );
  }
}
