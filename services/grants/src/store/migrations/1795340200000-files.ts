import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Files1795340200000 implements MigrationInterface {
  readonly name = 'Files1795340200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table application_files (
        id uuid primary key,
        application_id uuid not null references applications (id),
        field text not null,
        label text not null,
        kind text not null check (kind in ('pdf', 'docx', 'png', 'jpeg')),
        sha256 text not null,
        size integer not null,
        -- arriving: its content may not be in the file store yet
        state text not null check (state in ('arriving', 'stored', 'removed')),
        added_by uuid not null,
        added_at timestamptz not null default now(),
        request_key text,
        removed_by uuid,
        removed_at timestamptz,
        -- its content is needed no more
        forgotten_at timestamptz,
        reading_since timestamptz,
        tries integer not null default 0,
        read_at timestamptz,
        copy_sha256 text,
        copy_size integer,
        unreadable jsonb not null default '[]'
      );
      create index application_files_application on application_files (application_id, id);
      create unique index application_files_request on application_files (application_id, added_by, request_key)
        where request_key is not null;
      create index application_files_content on application_files (sha256) where forgotten_at is null;
      create index application_files_copy on application_files (copy_sha256) where forgotten_at is null;
      create index application_files_unread on application_files (id) where state = 'stored' and read_at is null;

      -- What files say, to be searched again whenever the team changes.
      create table file_readings (
        file_id uuid primary key references application_files (id),
        pieces jsonb not null,
        removed jsonb not null
      );

      create table blinding_checks (
        application_id uuid primary key references applications (id),
        checked_at timestamptz not null,
        basis text not null,
        open integer not null
      );
      create table blinding_findings (
        id uuid primary key,
        application_id uuid not null references applications (id),
        key text not null,
        kind text not null,
        certainty text not null,
        person_id uuid,
        place jsonb not null,
        written text not null,
        excerpt text not null,
        times integer not null,
        state text not null check (state in ('open', 'resolved', 'waived')),
        found_at timestamptz not null,
        changed_at timestamptz not null,
        waived_by uuid,
        waived_times integer,
        reason text,
        unique (application_id, key)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table blinding_findings, blinding_checks, file_readings, application_files');
  }
}
