import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type DataSourceOptions, type EntitySchema, type MixedList } from 'typeorm';
import { Client } from 'pg';
import { Database } from './database.js';
import { isTransient } from './errors.js';

export interface PostgresOptions {
  /** `postgres://role:password@host:port/database` */
  readonly url: string;
  /** as it shows in `pg_stat_activity` */
  readonly applicationName: string;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type for entity classes
  readonly entities: MixedList<Function | EntitySchema>;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type for migration classes
  readonly migrations: MixedList<Function>;
  /** connections at most; default 10 */
  readonly poolSize?: number;
  /** how long to wait for a server that is still starting; default 60 s */
  readonly connectWithinMs?: number;
}

const migrationLock = 7_246_001;

/** Connects, waiting for a server that is still starting, and migrates under an advisory lock. */
export async function openDataSource(options: PostgresOptions): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: options.url,
    entities: options.entities,
    migrations: options.migrations,
    migrationsTransactionMode: 'each',
    applicationName: options.applicationName,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: 15_000,
    logging: false,
    // A statement goes out while the one before it is answered. Connections keep their plans and caches over a pause.
    extra: { keepAlive: true, pipeline: true, idleTimeoutMillis: 300_000 },
  } as DataSourceOptions);
  await untilReachable(options.url, options.connectWithinMs ?? 60_000);
  const guard = new Client({
    connectionString: options.url,
    application_name: `${options.applicationName} migrations`,
  });
  guard.on('error', () => undefined);
  await guard.connect();
  try {
    await guard.query('select pg_advisory_lock($1)', [migrationLock]);
    await dataSource.initialize();
    await dataSource.runMigrations();
  } finally {
    await guard.end();
  }
  return dataSource;
}

async function untilReachable(url: string, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!isTransient(error) || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

class DatabaseLife implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.database.dataSource.isInitialized) await this.database.dataSource.destroy();
  }
}

/** Gives a service its `Database`, migrated, and closes it with the application. */
@Module({})
export class PostgresModule {
  static forRoot(options: PostgresOptions): DynamicModule {
    return {
      module: PostgresModule,
      global: true,
      providers: [
        { provide: Database, useFactory: async () => new Database(await openDataSource(options)) },
        { provide: DatabaseLife, useFactory: (database: Database) => new DatabaseLife(database), inject: [Database] },
      ],
      exports: [Database],
    };
  }
}
