import { Module } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { httpMigrations, serve, type RunningService } from '@chiron/http';
import { Database, PostgresModule } from '@chiron/postgres';
import { identity, postgres } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import type { PersonFacts } from '../src/conflicts/find.js';
import { OnAssignmentsEnded } from '../src/mount/features/on-assignments-ended.js';
import { ReviewModule, ReviewTeams, reviewMigrations, type RoundSettings } from '../src/mount/index.js';
import { TestAliases1795300999000, TestFacts, TestPeople, TestReviewables, TestRounds, TestService1795300000500 } from './ports.js'; // prettier-ignore

export interface Answer {
  status: number;
  headers: Headers;
  /** As it was sent. */
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the service answers
  body: any;
}

const mount = 'api/v1/committees';

@Module({})
class Global {}

/** Committees in a small application of their own, over real HTTP and a real database. */
export async function mounted() {
  const [made, issuer] = await Promise.all([postgres(), identity()]);
  const migrations = [...httpMigrations, TestService1795300000500, ...reviewMigrations, TestAliases1795300999000];
  const clock = { provide: Clock, useValue: new Clock('UTC') };
  const service: RunningService = await serve({
    name: 'review',
    module: {
      module: Global,
      imports: [
        { module: class Clocks {}, global: true, providers: [clock], exports: [clock] },
        PostgresModule.forRoot({ url: made.url, applicationName: 'review-test', entities: [], migrations }),
        ReviewModule.forService({
          path: mount,
          rounds: TestRounds,
          reviewables: TestReviewables,
          foundConflicts: TestFacts,
          people: TestPeople,
        }),
      ],
    },
    env: { CHIRON_PUBLIC_URL: issuer.issuer, CHIRON_JWKS_URL: issuer.jwksUrl, LOG_LEVEL: 'silent' },
  });
  const database = service.app.get(Database, { strict: false });

  const tokens = new Map<string, Promise<string>>();
  const token = (personId: string): Promise<string> => {
    const known = tokens.get(personId);
    if (known) return known;
    const made = issuer.token({ scopes: ['self'], ...(personId && { personId }) });
    tokens.set(personId, made);
    return made;
  };

  const call = async (
    method: string,
    path: string,
    personId: string,
    { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> => {
    const response = await fetch(`${service.url}/${mount}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await token(personId)}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text ? JSON.parse(text) : undefined };
  };

  let letters = 0;
  const person = async (name: string, facts: Partial<PersonFacts> = {}): Promise<string> => {
    const id = uuidv7();
    await database.query('insert into facts values ($1, $2, $3)', [id, name, JSON.stringify(facts)]);
    return id;
  };

  return {
    database,
    call,
    person,
    url: `${service.url}/${mount}`,
    token,
    /** As after a start: looks for what was left open. */
    look: () => service.app.get(OnAssignmentsEnded, { strict: false }).onApplicationBootstrap(),
    /** Resolves once what ended is given to others. */
    settled: () => service.app.get(OnAssignmentsEnded, { strict: false }).settled(),
    teams: service.app.get(ReviewTeams, { strict: false }),
    /** A round with one officer. */
    round: async (settings: Partial<RoundSettings> = {}, today = '2027-03-01') => {
      const [id, officer] = [uuidv7(), await person('Olga Officer')];
      await database.query('insert into rounds values ($1, $2, $3, $4)', [id, 'A round', today, JSON.stringify(settings)]); // prettier-ignore
      await database.query('insert into officers values ($1, $2)', [id, officer]);
      return { id, officer };
    },
    /** An application that is ready for review. */
    application: async (
      roundId: string,
      { team = [], topics = [], abstract = 'Nothing special.', title = 'A title', hostUnit = null as string | null }: {
        team?: string[]; topics?: string[]; abstract?: string; title?: string; hostUnit?: string | null;
      } = {}, // prettier-ignore
    ): Promise<string> => {
      const id = uuidv7();
      const number = `2027-TEST-${(1_000 + ((++letters * 7_919) % 9_000)).toString(36).toUpperCase()}`;
      await database.query('insert into applications values ($1, $2, $3, $4, $5, $6, $7, $8, true)', [
        id, roundId, number, title, topics, abstract, team, hostUnit,
      ]); // prettier-ignore
      return id;
    },
    merge: (personId: string, into: string) => database.query('insert into aliases values ($1, $2)', [personId, into]),
    /** Removes every trace of one application, so that the world is as if it had never been. */
    forget: async (applicationId: string): Promise<void> => {
      const columns = await database.query<{ table: string }>(
        `select table_name as table from information_schema.columns
          where table_schema = 'public' and column_name = 'application_id' and table_name <> 'review_applications'
            and table_name in (select tablename from pg_tables where schemaname = 'public')`,
      );
      let left = columns.map(({ table }) => table);
      for (let round = 0; left.length > 0 && round < 20; round++) {
        const kept: string[] = [];
        for (const table of left) {
          await database
            .query(`delete from ${table} where application_id = $1`, [applicationId])
            .catch(() => kept.push(table));
        }
        left = kept;
      }
      await database.query('delete from review_applications where application_id = $1', [applicationId]);
      await database.query('delete from applications where id = $1', [applicationId]);
    },
    close: async () => {
      await service.close();
      await issuer.close();
      await made.drop();
    },
  };
}

export type Mounted = Awaited<ReturnType<typeof mounted>>;
