import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AnnouncedGrants1795342100000 implements MigrationInterface {
  readonly name = 'AnnouncedGrants1795342100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- FERPA's directory-information block, as membership tells of it; under any alias it holds for the person.
      create table privacy_holds (
        person_id uuid primary key,
        held boolean not null,
        revision bigint not null
      );
      create index grants_call on grants (call_id, id);
      -- What committees tell has no one row that counts it: each fact takes the next number.
      create sequence committee_facts as integer;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop sequence committee_facts; drop index grants_call; drop table privacy_holds;`);
  }
}
