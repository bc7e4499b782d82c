import type { MigrationInterface, QueryRunner } from 'typeorm';

export class UnknownMembers1795342300000 implements MigrationInterface {
  readonly name = 'UnknownMembers1795342300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Whom nobody knows yet, to be found as soon as a source tells of them.
      create index application_members_unknown on application_members (lower(email)) where person_id is null;
      create index application_members_unknown_orcid on application_members (orcid) where person_id is null;
      create index application_declared_conflicts_unknown on application_declared_conflicts (lower(email))
        where told_person_id is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index application_members_unknown, application_members_unknown_orcid, application_declared_conflicts_unknown;
    `);
  }
}
