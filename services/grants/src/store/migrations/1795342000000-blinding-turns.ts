import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BlindingTurns1795342000000 implements MigrationInterface {
  readonly name = 'BlindingTurns1795342000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- How often something new became known of an application's team; a check counts for one turn alone.
      create table blinding_turns (
        application_id uuid primary key references applications (id),
        turn integer not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table blinding_turns');
  }
}
