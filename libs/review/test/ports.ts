import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { PersonFacts } from '../src/conflicts/find.js';
import {
  FoundConflicts,
  ReviewPeople,
  Reviewables,
  Rounds,
  defaultRoundSettings,
  type Opening,
  type Reviewable,
  type Round,
} from '../src/mount/index.js';

/** What a service that mounts committees has of its own: rounds, officers, applications, facts of people, merges. */
export class TestService1795300000500 implements MigrationInterface {
  readonly name = 'TestService1795300000500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table rounds (id uuid primary key, title text not null, today date not null, settings jsonb not null);
      create table officers (round_id uuid, person_id uuid, primary key (round_id, person_id));
      create table applications (id uuid primary key, round_id uuid not null, number text not null, title text not null,
        topics text[] not null, abstract text not null, team uuid[] not null, host_unit text, ready boolean not null);
      create table facts (person_id uuid primary key, name text not null, facts jsonb not null);
      create table aliases (person_id uuid primary key, stands_for uuid not null);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table aliases, facts, applications, officers, rounds');
  }
}

/** The service knows merged people, so it says which ids mean one person. */
export class TestAliases1795300999000 implements MigrationInterface {
  readonly name = 'TestAliases1795300999000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace function review_same(person uuid) returns uuid[] language sql stable parallel safe as $$
        with one(id) as (select coalesce((select stands_for from aliases where person_id = person), person))
        select array(select id from one union select person_id from aliases, one where stands_for = id)
      $$`);
  }

  async down(): Promise<void> {}
}

@Injectable()
export class TestRounds extends Rounds {
  constructor(private readonly database: Database) {
    super();
  }

  override async round(roundId: string): Promise<Round | null> {
    const [row] = await this.database.query<{ title: string; today: string; settings: object }>(
      'select title, today::text, settings from rounds where id = $1',
      [roundId],
    );
    if (!row) return null;
    const settings = { ...defaultRoundSettings, ...row.settings };
    return { id: roundId, title: row.title, season: row.today.slice(0, 4), today: row.today, settings };
  }

  override async isOfficer(personId: string, roundId: string): Promise<boolean> {
    const rows = await this.database.query(
      'select from officers where round_id = $1 and person_id = any(review_same($2))',
      [roundId, personId],
    );
    return rows.length > 0;
  }
}

@Injectable()
export class TestReviewables extends Reviewables {
  constructor(private readonly database: Database) {
    super();
  }

  override of(roundId: string, ids?: readonly string[]): Promise<readonly Reviewable[]> {
    return this.database.query(
      `select id, number, title, topics, abstract, team, host_unit as "hostUnit" from applications
        where round_id = $1 and ready and ($2::uuid[] is null or id = any($2)) order by id`,
      [roundId, ids ?? null],
    );
  }

  override async content(applicationId: string, { names }: Opening): Promise<unknown> {
    const [row] = await this.database.query<{ title: string; abstract: string; team: string[] }>(
      'select title, abstract, team from applications where id = $1 and ready',
      [applicationId],
    );
    return row ? { title: row.title, abstract: row.abstract, ...(names && { team: row.team }) } : null;
  }
}

@Injectable()
export class TestFacts extends FoundConflicts {
  constructor(private readonly database: Database) {
    super();
  }

  override async facts(ids: readonly string[]): Promise<ReadonlyMap<string, PersonFacts>> {
    const rows = await this.database.query<{ id: string; standing: string; facts: object }>(
      `select asked.id, coalesce(a.stands_for, asked.id) as standing, f.facts
         from unnest($1::uuid[]) as asked(id) left join aliases a on a.person_id = asked.id
         join facts f on f.person_id = coalesce(a.stands_for, asked.id)`,
      [ids],
    );
    return new Map(rows.map(({ id, standing, facts }) => [id, { ...facts, person: standing }]));
  }
}

@Injectable()
export class TestPeople extends ReviewPeople {
  constructor(private readonly database: Database) {
    super();
  }

  override async names(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.query<{ id: string; name: string }>(
      'select person_id as id, name from facts where person_id = any($1)',
      [ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
