import type { MigrationInterface, QueryRunner } from 'typeorm';

class Mail1795340000000 implements MigrationInterface {
  readonly name = 'Mail1795340000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table letters (
        id uuid primary key,
        -- What makes a letter this one: a key that was ever queued is not queued again.
        key text not null unique,
        recipient text not null,
        person_id uuid,
        language text not null,
        kind text not null,
        subject text not null,
        body text,
        state text not null default 'queued' check (state in ('queued', 'handing', 'sent', 'failed', 'uncertain', 'cancelled')),
        attempts integer not null default 0,
        problem text,
        queued_at timestamptz not null default now(),
        due_at timestamptz not null default now(),
        sent_at timestamptz
      );
      create index letters_waiting on letters (due_at, id) where state in ('queued', 'handing');
      create index letters_astray on letters (state) where state in ('failed', 'uncertain');
      create index letters_recipient on letters (recipient, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table letters');
  }
}

/** The table of letters; a service that sends mail adds it to its own migrations. */
export const mailMigrations: (new () => MigrationInterface)[] = [Mail1795340000000];
