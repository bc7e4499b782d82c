import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A database of its own on the real server of this test run. */
export interface TestDatabase {
  /** `postgres://role:password@host:port/database` */
  readonly url: string;
  /** Cuts what is still connected and removes the database. */
  drop(): Promise<void>;
}

function urlOf(variable: 'TEST_POSTGRES_URL' | 'TEST_KAFKA_URL', engine: string, hint: string): string {
  const url = process.env[variable];
  if (!url) throw new Error(process.env[`${variable}_MISSING`] ?? `No ${engine} runs for these tests; ${hint}.`);
  return url;
}

async function administer(sql: string): Promise<void> {
  const client = new Client({
    connectionString: urlOf('TEST_POSTGRES_URL', 'PostgreSQL', 'run them with jest from the root'),
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A fresh, empty database. `drop` it in `afterAll`; one that is left over goes with the server. */
export async function postgres(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(`create database ${name} template template0 encoding 'UTF8'`);
  const url = new URL(urlOf('TEST_POSTGRES_URL', 'PostgreSQL', 'run them with jest from the root'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(`drop database if exists ${name} with (force)`) };
}

/**
 * The real Kafka of this test run, shared by all: take topics and groups with names of your own.
 * Guard what uses it with `describeWithKafka`.
 */
export function kafka(): Promise<{ url: string }> {
  const hint = 'run them with TEST_KAFKA=1';
  return Promise.resolve({ url: urlOf('TEST_KAFKA_URL', 'Kafka', hint) });
}

/** Whether tests that need Kafka can run. Under REQUIRE_INFRA=1 they run, and fail where it is missing. */
export const hasKafka = (): boolean => Boolean(process.env['TEST_KAFKA_URL']) || process.env['REQUIRE_INFRA'] === '1';

interface Describe {
  (name: string, body: () => void): void;
  skip(name: string, body: () => void): void;
}

/** `describe` for what needs Kafka: a loud skip where there is none, a failure where REQUIRE_INFRA=1 demands it. */
export function describeWithKafka(name: string, body: () => void): void {
  const { describe } = globalThis as unknown as { describe: Describe };
  if (hasKafka()) return describe(name, body);
  process.stderr.write(`!!! SKIPPED, no Kafka runs (TEST_KAFKA=1 starts one): ${name}\n`);
  describe.skip(name, body);
}

/** `describe` for what needs files outside the project: a loud skip where `present` is false. */
export function describeWhere(present: boolean, missing: string, name: string, body: () => void): void {
  const { describe } = globalThis as unknown as { describe: Describe };
  if (present) return describe(name, body);
  process.stderr.write(`!!! SKIPPED, ${missing}: ${name}\n`);
  describe.skip(name, body);
}
