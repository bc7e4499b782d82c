import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An applicant may take back whom they asked not to have; who was meant is remembered, since addresses pass on. */
export class DeclaredTakenBack1795342200000 implements MigrationInterface {
  readonly name = 'DeclaredTakenBack1795342200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table application_declared_conflicts
        add column told_person_id uuid, add column taken_back_at timestamptz, add column taken_back_reason text,
        add check ((taken_back_at is null) = (taken_back_reason is null));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table application_declared_conflicts
        drop column told_person_id, drop column taken_back_at, drop column taken_back_reason;
    `);
  }
}
