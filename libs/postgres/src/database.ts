import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { copyAtOnce } from './copy-at-once.js';
import type { DataSource } from 'typeorm';

/** A statement that each connection plans once; for those that many requests run. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

/** Made once, at module level: every text that is prepared stays with every connection that has run it. */
export const prepared = (text: string): Prepared => ({
  name: createHash('sha256').update(text).digest('base64url').slice(0, 22),
  text,
});

export type Sql = string | Prepared;

/** The statement prepared for some rows, and planned for what they are where there are many: a plan for five is not one for 5,000. */
export const forFew = (statement: Prepared, rows: number): Sql => (rows <= 500 ? statement : statement.text);

const queryOf = (sql: Sql, values: unknown[]): QueryConfig =>
  typeof sql === 'string' ? { text: sql, values } : { name: sql.name, text: sql.text, values };

/**
 * One open transaction. Everything that is to commit together is written through the same one. Its connection is
 * pipelined: a statement is on its way while the one before it is answered, so that BEGIN costs no round trip.
 */
export class Tx {
  private readonly followers: (() => void)[] = [];
  private readonly unwaited: Promise<unknown>[] = [];
  private sent: Promise<unknown>;

  constructor(private readonly client: PoolClient) {
    inOnePacket(client);
    this.sent = client.query('begin');
    this.sent.catch(() => undefined);
  }

  /** Rows of one statement. */
  async query<R extends QueryResultRow = QueryResultRow>(sql: Sql, params: unknown[] = []): Promise<R[]> {
    return (await this.run<R>(sql, params)).rows;
  }

  /** The whole result of one statement, with `rowCount`. */
  run<R extends QueryResultRow = QueryResultRow>(sql: Sql, params: unknown[] = []): Promise<QueryResult<R>> {
    inOnePacket(this.client);
    const result = this.client.query<R>(queryOf(sql, params));
    this.sent = result;
    return result;
  }

  /**
   * Sends a statement for whose answer nobody waits before the commit, which follows it at once: a round trip less. Where
   * it fails, the transaction does, with its error. The answer may be awaited, after the transaction too.
   */
  send<R extends QueryResultRow = QueryResultRow>(sql: Sql, params: unknown[] = []): Promise<QueryResult<R>> {
    const result = this.run<R>(sql, params);
    this.unwaited.push(result);
    result.catch(() => undefined);
    return result;
  }

  /**
   * From here on, this transaction's prepared statements look a few rows up by their keys, with the plan that their
   * connection has. PostgreSQL plans lists anew for their lengths, which takes longer than finding one row.
   */
  looksUpFew(): void {
    void this.send(fewRows);
  }

  /** COPY in text format; `lines` are made by `copyLine`. Far faster than INSERT from some hundred rows on. */
  async copy(table: string, columns: readonly string[], lines: Iterable<string>): Promise<void> {
    const names = columns.map((column) => `"${column}"`).join(', ');
    const text = `COPY ${table} (${names}) FROM STDIN`;
    const all = blocks(lines);
    const first = all.next();
    if (first.done) return;
    const second = all.next();
    await this.alone(() =>
      second.done
        ? copyAtOnce(this.client, text, first.value)
        : pipeline(Readable.from(chain([first.value, second.value], all)), this.client.query(copyFrom(text))),
    );
  }

  /** Runs after this transaction has committed; never after a rollback. */
  afterCommit(follow: () => void): void {
    this.followers.push(follow);
  }

  /** pg does not pipeline a COPY: it begins when everything sent before it is answered. */
  private async alone(work: () => Promise<void>): Promise<void> {
    await this.sent.catch(() => undefined);
    inOnePacket(this.client);
    const client = this.client as { pipeline: boolean };
    client.pipeline = false;
    try {
      await work();
    } finally {
      client.pipeline = true;
    }
  }

  /** @internal the error of a statement that nobody waited for; not of one that only came behind the one at fault */
  async failure(): Promise<unknown> {
    for (const sent of await Promise.allSettled(this.unwaited))
      if (sent.status === 'rejected' && (sent.reason as { code?: unknown }).code !== behindAFailure) return sent.reason;
    return undefined;
  }

  /** @internal */
  committed(): void {
    for (const follow of this.followers) follow();
  }
}

const fewRows = prepared(
  `select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)`,
);

/** in_failed_sql_transaction */
const behindAFailure = '25P02';

/** What is said to the server within one moment goes out together: waking it costs more than most statements. */
function inOnePacket(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

function* chain<T>(begin: readonly T[], rest: Iterable<T>): Generator<T> {
  yield* begin;
  yield* rest;
}

function* blocks(lines: Iterable<string>): Generator<Buffer> {
  let block = '';
  for (const line of lines) {
    block += line;
    if (block.length >= 262_144) {
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
    const client = await this.connect();
    const tx = new Tx(client);
    let result: T;
    let broken = false;
    try {
      result = await this.ambient.run(tx, () => work(tx));
      const { command } = await client.query('commit');
      if (command !== 'COMMIT') throw new Error('a statement had failed: the transaction was rolled back');
    } catch (error) {
      await client.query('rollback').catch(() => (broken = true));
      throw (await tx.failure()) ?? error;
    } finally {
      this.release(client, broken);
    }
    tx.committed();
    return result;
  }

  /** Rows of one statement, in the open transaction where there is one. */
  async query<R extends QueryResultRow = QueryResultRow>(sql: Sql, params: unknown[] = []): Promise<R[]> {
    const open = this.ambient.getStore();
    if (open) return open.query<R>(sql, params);
    const client = await this.connect();
    try {
      return (await client.query<R>(queryOf(sql, params))).rows;
    } finally {
      this.release(client);
    }
  }

  /** As `Tx.send` in the open transaction; where none is open, resolves when the statement has run. */
  async send(sql: Sql, params: unknown[] = []): Promise<void> {
    const open = this.ambient.getStore();
    if (open) void open.send(sql, params);
    else await this.query(sql, params);
  }

  /** Runs after the open transaction has committed, or at once where none is open. */
  afterCommit(follow: () => void): void {
    const open = this.ambient.getStore();
    if (open) open.afterCommit(follow);
    else follow();
  }

  private async connect(): Promise<PoolClient> {
    const client = await poolOf(this.dataSource).connect();
    client.on('error', unheard);
    return client;
  }

  /** One that cannot even roll back is not used again. */
  private release(client: PoolClient, broken = false): void {
    client.off('error', unheard);
    client.release(broken);
  }
}

/** A connection that dies is told by the statement that it carries. */
const unheard = (): void => undefined;

/** TypeORM's own pool: migrations and statements share it. */
const poolOf = (dataSource: DataSource): Pool => (dataSource.driver as unknown as { master: Pool }).master;
