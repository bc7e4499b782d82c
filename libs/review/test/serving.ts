import { Module } from '@nestjs/common';
import type { MigrationInterface } from 'typeorm';
import { Clock } from '@chiron/contracts/core';
import { httpMigrations, serve } from '@chiron/http';
import { Database, PostgresModule } from '@chiron/postgres';
import { ask, identity, postgres, type Answer } from '@chiron/testing';
import { ReviewModule, reviewMigrations, type ReviewOptions } from '../src/mount/index.js';

export type { Answer };

/** What a service brings that mounts committees. */
export interface Mounting extends Omit<ReviewOptions, 'path'> {
  readonly clock?: Clock;
  /** migrations before those of committees, and after them */
  readonly before?: readonly (new () => MigrationInterface)[];
  readonly after?: readonly (new () => MigrationInterface)[];
}

const path = 'api/v1/committees';

@Module({})
class Service {}

/** Committees in a small service of their own, over real HTTP and on a real database. */
export async function serving({ clock = new Clock('UTC'), before = [], after = [], ...ports }: Mounting) {
  const [made, issuer] = await Promise.all([postgres(), identity()]);
  const timed = { provide: Clock, useValue: clock };
  const migrations = [...httpMigrations, ...before, ...reviewMigrations, ...after];
  const service = await serve({
    name: 'review-test',
    module: {
      module: Service,
      imports: [
        { module: class Clocks {}, global: true, providers: [timed], exports: [timed] },
        PostgresModule.forRoot({ url: made.url, applicationName: 'review-test', entities: [], migrations }),
        ReviewModule.forService({ path, ...ports }),
      ],
    },
    env: { CHIRON_PUBLIC_URL: issuer.issuer, CHIRON_JWKS_URL: issuer.jwksUrl, LOG_LEVEL: 'silent' },
  });
  const database = service.app.get(Database, { strict: false });
  const url = `${service.url}/${path}`;
  const tokens = new Map<string, Promise<string>>();
  /** A person's token; without an id, one of nobody. */
  const token = (personId: string): Promise<string> => {
    const made = tokens.get(personId) ?? issuer.token({ scopes: ['self'], ...(personId && { personId }) });
    tokens.set(personId, made);
    return made;
  };

  return {
    app: service.app,
    database,
    /** where committees are served */
    url,
    token,
    ask: async (
      personId: string,
      method: string,
      at: string,
      body?: unknown,
      headers?: Record<string, string>,
    ): Promise<Answer> =>
      ask(method, `${url}${at}`, { token: await token(personId), body, ...(headers && { headers }) }),
    /** Removes every trace of one application: the world as if it had never been. Others' stored rows stay as they are. */
    forget: async (applicationId: string): Promise<void> => {
      const tables = await database.query<{ name: string }>(
        `select c.table_name as name from information_schema.columns c join pg_tables t on t.tablename = c.table_name
          where c.table_schema = 'public' and c.column_name = 'application_id'`,
      );
      await database.query(
        'update review_ties set applications = array_remove(applications, $1::uuid) where $1::uuid = any(applications)',
        [applicationId],
      );
      await database.query(
        'delete from review_versions where review_id in (select id from review_reviews where application_id = $1)',
        [applicationId],
      );
      let left = tables.map(({ name }) => name);
      for (let round = 0; left.length > 0 && round < 20; round++) {
        const kept: string[] = [];
        for (const name of left) {
          await database
            .query(`delete from ${name} where application_id = $1`, [applicationId])
            .catch(() => kept.push(name));
        }
        left = kept;
      }
      if (left.length > 0) throw new Error(`not forgotten: ${left.join(', ')}`);
    },
    close: async () => {
      await service.close();
      await issuer.close();
      await made.drop();
    },
  };
}
