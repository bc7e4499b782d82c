import { AsyncLocalStorage } from 'node:async_hooks';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { copyAtOnce } from './copy-at-once.js';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

/** One open transaction. Everything that is to commit together is written through the same one. */
export class Tx {
  private readonly followers: (() => void)[] = [];

  constructor(
    readonly manager: EntityManager,
    private readonly client: PoolClient,
  ) {}

  /** Rows of one statement. */
  async query<R extends QueryResultRow = QueryResultRow>(sql: string, params: unknown[] = []): Promise<R[]> {
    return (await this.client.query<R>(sql, params)).rows;
  }

  /** The whole result of one statement, with `rowCount`. */
  run(sql: string, params: unknown[] = []): Promise<QueryResult> {
    return this.client.query(sql, params);
  }

  /** COPY in text format; `lines` are made by `copyLine`. Far faster than INSERT from some hundred rows on. */
  async copy(table: string, columns: readonly string[], lines: Iterable<string>): Promise<void> {
    const names = columns.map((column) => `"${column}"`).join(', ');
    const text = `COPY ${table} (${names}) FROM STDIN`;
    const all = blocks(lines);
    const first = all.next();
    if (first.done) return;
    const second = all.next();
    if (second.done) return copyAtOnce(this.client, text, first.value);
    await pipeline(Readable.from(chain([first.value, second.value], all)), this.client.query(copyFrom(text)));
  }

  /** Runs after this transaction has committed; never after a rollback. */
  afterCommit(follow: () => void): void {
    this.followers.push(follow);
  }

  /** @internal */
  committed(): void {
    for (const follow of this.followers) follow();
  }
}

function* chain<T>(begin: readonly T[], rest: Iterable<T>): Generator<T> {
  yield* begin;
  yield* rest;
}

function* blocks(lines: Iterable<string>): Generator<Buffer> {
  let block = '';
  for (const line of lines) {
    block += line;
    if (block.length >= 65_536) {
      yield Buffer.from(block);
      block = '';
    }
  }
  if (block) yield Buffer.from(block);
}

const special = /[\\\t\n\r]/;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** One line of COPY's text format. */
export function copyLine(values: readonly (string | number | boolean | null | undefined)[]): string {
  let line = '';
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (i > 0) line += '\t';
    if (value === null || value === undefined) line += '\\N';
    else if (typeof value === 'string')
      line += special.test(value) ? value.replace(/[\\\t\n\r]/g, (c) => escapes[c]!) : value;
    else line += String(value);
  }
  return line + '\n';
}

/**
 * A service's own database. Work inside `transaction` joins the transaction that is already open in this call chain
 * (a request under an idempotency key, a reaction's batch), so that everything commits or nothing does.
 */
export class Database {
  private readonly ambient = new AsyncLocalStorage<Tx | undefined>();

  constructor(readonly dataSource: DataSource) {}

  /** The open transaction of this call chain, where there is one. */
  get current(): Tx | undefined {
    return this.ambient.getStore();
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const open = this.ambient.getStore();
    return open ? work(open) : this.ownTransaction(work);
  }

  /** A transaction of its own, even where one is open in this call chain. */
  async ownTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner: QueryRunner = this.dataSource.createQueryRunner();
    let broken = false;
    let tx: Tx;
    let result: T;
    try {
      const client = (await runner.connect()) as PoolClient;
      await runner.startTransaction();
      tx = new Tx(runner.manager, client);
      try {
        result = await this.ambient.run(tx, () => work(tx));
        await runner.commitTransaction();
      } catch (error) {
        await runner.rollbackTransaction().catch(() => (broken = true));
        throw error;
      }
    } finally {
      await runner.release().catch(() => (broken = true));
    }
    if (!broken) tx.committed();
    return result;
  }

  /** Rows of one statement, in the open transaction where there is one. */
  async query<R extends QueryResultRow = QueryResultRow>(sql: string, params: unknown[] = []): Promise<R[]> {
    const open = this.ambient.getStore();
    if (open) return open.query<R>(sql, params);
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      return (await client.query<R>(sql, params)).rows;
    } finally {
      await runner.release();
    }
  }

  /** Runs after the open transaction has committed, or at once where none is open. */
  afterCommit(follow: () => void): void {
    const open = this.ambient.getStore();
    if (open) open.afterCommit(follow);
    else follow();
  }
}
