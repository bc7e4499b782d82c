import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Imports with their stored input and receipts, and what OneRoster describes beside the catalogue. */
export class Imports1795327300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table imports (
      id uuid not null, position bigint generated always as identity, source text not null, mode text not null,
      scope text, dry_run boolean not null, expected_rows int, state text not null, client_id text not null,
      idempotency_key text, request_hash text, content_type text not null, dataset jsonb, evidence jsonb,
      rows int not null default 0, chunks int not null default 0, retry_of uuid,
      plan text, released_plan text, released_by text, guards jsonb, counts jsonb, kinds jsonb, problem jsonb,
      superseded_by uuid, undo jsonb, progress int not null default 0,
      received_at timestamptz not null default now(), started_at timestamptz, planned_at timestamptz,
      finished_at timestamptz, changed_at timestamptz not null default now(),
      constraint imports_pk primary key (id),
      constraint imports_mode check (mode in ('delta', 'canonical')),
      constraint imports_state check (state in ('receiving', 'received', 'checking', 'planned', 'awaiting-release',
        'applying', 'applied', 'refused', 'superseded', 'cancelled', 'undoing', 'undone')))`);
    await runner.query(`create unique index imports_of_key on imports (client_id, idempotency_key)
      where idempotency_key is not null and state <> 'receiving'`);
    await runner.query('create index imports_of_source on imports (source, position)');
    await runner.query(`create index imports_open on imports (position)
      where state in ('receiving', 'received', 'checking', 'applying', 'undoing', 'awaiting-release')`);

    await runner.query(`create table import_chunks (
      import_id uuid not null, seq int not null, kind text not null, rows int not null, lines bytea,
      applied boolean not null default false, outcomes smallint[], codes text[], fields text[], counts jsonb, undo bytea,
      constraint import_chunks_pk primary key (import_id, seq),
      constraint import_chunks_import foreign key (import_id) references imports (id) on delete cascade)`);
    // Both are compressed already.
    await runner.query('alter table import_chunks alter column lines set storage external');
    await runner.query('alter table import_chunks alter column undo set storage external');

    await runner.query(`create table organisations (
      source text not null, sourced_id text not null, name text, type text, identifier text, parent_sourced_id text,
      ended boolean not null default false, modified_at timestamptz, fingerprint uuid,
      constraint organisations_pk primary key (source, sourced_id))`);
    await runner.query(`create table affiliations (
      source text not null, sourced_id text not null, person text not null, organisation text not null, position text,
      is_primary boolean, begin_date date, end_date date, ended boolean not null default false,
      modified_at timestamptz, fingerprint uuid,
      constraint affiliations_pk primary key (source, sourced_id))`);
    await runner.query(
      'alter table terms add column ended boolean not null default false, add column modified_at timestamptz',
    );
    await runner.query('alter table programs add column modified_at timestamptz');
    await runner.query('alter table offerings add column modified_at timestamptz');
    await runner.query('create index affiliations_of_person on affiliations (source, person)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table affiliations, organisations, import_chunks, imports');
    await runner.query('alter table terms drop column ended, drop column modified_at');
    await runner.query('alter table programs drop column modified_at');
    await runner.query('alter table offerings drop column modified_at');
  }
}
