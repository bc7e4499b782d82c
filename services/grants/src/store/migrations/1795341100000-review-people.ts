import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Committees know every id that means a person since membership merged them. */
export class ReviewPeople1795341100000 implements MigrationInterface {
  readonly name = 'ReviewPeople1795341100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace function review_same(person uuid) returns uuid[] language sql stable
        as $$ select array(select aliases_of(person)) $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace function review_same(person uuid) returns uuid[] language sql stable as $$ select array[person] $$;
    `);
  }
}
