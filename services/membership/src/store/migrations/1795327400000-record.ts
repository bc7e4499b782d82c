import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Record1795327400000 implements MigrationInterface {
  readonly name = 'Record1795327400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- By reference, never by person: entries may come before their person and are not touched by a merge.
      create table entries (
        enrollment_id uuid primary key,
        source text not null,
        sourced_id text not null,
        offering_id uuid not null,
        role text not null,
        status text not null,
        begin_date date,
        end_date date,
        event_id uuid not null,
        event_type text not null,
        event_time timestamptz not null,
        revision integer not null
      );
      create index entries_reference on entries (source, sourced_id, enrollment_id);

      create table offerings (
        id uuid primary key,
        program_id uuid,
        code text, title text not null, status text not null,
        begin_date date, end_date date,
        revision integer not null
      );
      create table programs (
        id uuid primary key,
        code text, title text not null, status text not null,
        revision integer not null
      );

      -- FERPA 99.32: who read whose education record, when, and what for. Never changed, never deleted.
      create table access_log (
        id uuid primary key,
        at timestamptz not null default now(),
        client_id text not null,
        subject text not null,
        person_id uuid not null,
        purpose text
      );
      create index access_log_person on access_log (person_id, id);
      create index access_log_client on access_log (client_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access_log, programs, offerings, entries');
  }
}
