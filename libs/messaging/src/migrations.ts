import type { MigrationInterface, QueryRunner } from 'typeorm';

class Messaging1760000000000 implements MigrationInterface {
  readonly name = 'Messaging1760000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outbox (
        position bigint generated always as identity primary key,
        topic text not null,
        key text not null,
        event text,
        tombstone uuid,
        added_at timestamptz not null default now(),
        check ((event is null) = (tombstone is not null))
      )`);
    // A queue: its rows live for milliseconds. Vacuum by count, not by share of a table that is empty most of the time.
    await runner.query(`alter table outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
      autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000000)`);
    await runner.query(`
      create table inbox (
        event_id uuid not null,
        reaction text not null,
        primary key (event_id, reaction)
      )`);
    await runner.query(`
      create table dead_letters (
        id uuid primary key,
        reaction text not null,
        cause text not null check (cause in ('refused', 'invalid', 'failed')),
        reason text not null,
        topic text not null,
        key text not null,
        event_id uuid,
        event text,
        attempts integer not null default 1,
        filed_at timestamptz not null default now(),
        tried_at timestamptz not null default now()
      )`);
    await runner.query('create index dead_letters_by_cause on dead_letters (cause, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table dead_letters');
    await runner.query('drop table inbox');
    await runner.query('drop table outbox');
  }
}

/** Outbox, inbox and dead letters. Every service adds them to its own migrations. */
export const messagingMigrations: (new () => MigrationInterface)[] = [Messaging1760000000000];
