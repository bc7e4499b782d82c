import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Leads1795340120000 implements MigrationInterface {
  readonly name = 'Leads1795340120000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table applications add column lead_contributions text[] not null default '{}';
      -- How many letters went out for one application lately.
      create index application_links_issued on application_links (application_id, issued_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index application_links_issued;
      alter table applications drop column lead_contributions;
    `);
  }
}
