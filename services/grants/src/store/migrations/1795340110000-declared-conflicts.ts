import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DeclaredConflicts1795340110000 implements MigrationInterface {
  readonly name = 'DeclaredConflicts1795340110000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Whom applicants ask not to have as reviewers, as they name them; who is meant, committees are told.
      create table application_declared_conflicts (
        id uuid primary key,
        application_id uuid not null references applications (id),
        name text not null,
        email text not null,
        kind text not null,
        note text,
        declared_by uuid not null,
        declared_at timestamptz not null
      );
      create index application_declared_conflicts_of on application_declared_conflicts (application_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table application_declared_conflicts');
  }
}
