import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReviewCapacities1795342400000 implements MigrationInterface {
  readonly name = 'ReviewCapacities1795342400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- How many reviews somebody takes on in a season, and [{service, reviews}], by service, that is allotted of them.
      create table review_capacities (
        person_id uuid not null,
        season text not null,
        capacity integer not null check (capacity >= 0),
        allotments jsonb not null,
        revision integer not null,
        changed_by text not null,
        changed_at timestamptz not null default now(),
        primary key (person_id, season)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table review_capacities');
  }
}
