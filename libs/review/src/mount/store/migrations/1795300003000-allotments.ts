import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Allotments1795300003000 implements MigrationInterface {
  readonly name = 'Allotments1795300003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What membership allots to this service of what somebody takes on in a season.
      create table review_allotments (
        person_id uuid not null,
        season text not null,
        reviews integer not null check (reviews >= 0),
        revision bigint not null,
        primary key (person_id, season)
      );

      -- What a person takes on here at most: the smaller of what officers say and what membership allots, under every id.
      create function review_season_limit(person uuid, of_season text) returns integer language sql stable as $$
        select least(
          (select min(capacity) from review_capacities where person_id = any(review_same(person)) and season = of_season),
          (select min(reviews) from review_allotments where person_id = any(review_same(person)) and season = of_season))
      $$;
      -- What committees of the season have of a person, under every id.
      create function review_season_taken(person uuid, of_season text) returns integer language sql stable as $$
        select coalesce(sum(m.capacity), 0)::integer from review_members m join review_committees c on c.id = m.committee_id
         where m.person_id = any(review_same(person)) and c.season = of_season and m.left_at is null
      $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function review_season_taken, review_season_limit; drop table review_allotments');
  }
}
