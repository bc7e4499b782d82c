import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Of which organisations people are to be told anew, and how far that has come. Affiliations did not say yet what they lie
 * within: everybody beneath an organisation that has a parent is told again, whenever they were told.
 */
export class ToldOrganisations1795327500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table people add column organisations text');
    await runner.query(`create table organisations_untold (
      source text not null, organisation text not null, since timestamptz not null, telling boolean not null default false,
      constraint organisations_untold_pk primary key (source, organisation, telling))`);
    await runner.query(`create table organisation_tellings (
      source text not null, after text not null, constraint organisation_tellings_pk primary key (source))`);
    await runner.query(`insert into organisations_untold (source, organisation, since)
      select source, sourced_id, 'infinity' from organisations where parent_sourced_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table organisation_tellings, organisations_untold');
    await runner.query('alter table people drop column organisations');
  }
}
