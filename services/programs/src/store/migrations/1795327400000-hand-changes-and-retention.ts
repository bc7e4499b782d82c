import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What hands changed of the catalogue, and since when an import's stored input is gone. */
export class HandChangesAndRetention1795327400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['programs', 'terms', 'offerings'])
      await runner.query(`alter table ${table} add column hand_changes jsonb`);
    await runner.query('alter table imports add column input_removed_at timestamptz');
    await runner.query(`create index imports_with_input on imports (finished_at)
      where finished_at is not null and input_removed_at is null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['programs', 'terms', 'offerings'])
      await runner.query(`alter table ${table} drop column hand_changes`);
    await runner.query('drop index imports_with_input');
    await runner.query('alter table imports drop column input_removed_at');
  }
}
