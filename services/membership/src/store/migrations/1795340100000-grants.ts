import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Grants1795340100000 implements MigrationInterface {
  readonly name = 'Grants1795340100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table grant_calls (
        id uuid primary key,
        code text not null, year integer not null,
        revision integer not null
      );
      create table grant_applications (
        id uuid primary key,
        call_id uuid not null,
        stage text not null,
        status text not null,
        -- null until it was handed in: before that it is in nobody's record
        submitted_at timestamptz,
        team_revision integer not null default 0,
        event_id uuid not null, event_type text not null, event_time timestamptz not null,
        revision integer not null
      );
      -- By the id that was told, never by the person it means now: a merge need not touch it.
      create table grant_application_people (
        application_id uuid not null references grant_applications,
        person_id uuid not null,
        role text not null,
        primary key (person_id, application_id)
      );
      create index grant_application_people_application on grant_application_people (application_id);
      create table grants (
        id uuid primary key,
        call_id uuid not null,
        amount_minor bigint not null, currency text not null,
        announced_on date not null,
        event_id uuid not null, event_type text not null, event_time timestamptz not null,
        revision integer not null
      );
      create table grant_people (
        grant_id uuid not null references grants,
        person_id uuid not null,
        role text not null,
        primary key (person_id, grant_id)
      );
      create table committee_services (
        id uuid primary key,
        person_id uuid not null,
        committee text not null, year integer not null,
        event_id uuid not null, event_type text not null, event_time timestamptz not null
      );
      create index committee_services_person on committee_services (person_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table committee_services, grant_people, grants, grant_application_people, grant_applications, grant_calls',
    );
  }
}
