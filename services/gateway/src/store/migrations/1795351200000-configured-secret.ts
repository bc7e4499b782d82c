import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The secret that the configuration last gave, so that it does not come back where it was rotated away or revoked. */
export class ConfiguredSecret1795351200000 implements MigrationInterface {
  readonly name = 'ConfiguredSecret1795351200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table clients add column configured_hash bytea check (length(configured_hash) = 32)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table clients drop column configured_hash');
  }
}
