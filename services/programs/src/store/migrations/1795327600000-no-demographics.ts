import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Demographics are dropped whoever sends them: the setting that was to let a source send them changed nothing. */
export class NoDemographics1795327600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sources drop column demographics');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sources add column demographics boolean not null default false');
  }
}
