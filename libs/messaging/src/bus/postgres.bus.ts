import type { Topic } from '@chiron/contracts/core';
import { Pool, type PoolClient } from 'pg';
import { Bus, checkTopicName, type Message, type Subscribing, type Subscription } from './bus.js';
import { PostgresMember, channel, logOf } from './postgres.member.js';

const schemaLock = 7_246_003;
const compactEvery = 600_000;
/**
 * The bus in a PostgreSQL database of its own: per topic one table and one sequence of offsets, taken under a row lock,
 * so that they are dense and become visible in their order; per group one active member, the others stand by.
 */
export class PostgresBus extends Bus {
  private readonly pool: Pool;
  private readonly members = new Set<PostgresMember>();
  private readonly compacted = new Set<string>();
  private compaction: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: string,
    private readonly name: string,
  ) {
    super();
    this.pool = new Pool({
      connectionString: url,
      application_name: `${name} bus`,
      max: 3,
      idleTimeoutMillis: 60_000,
      connectionTimeoutMillis: 5_000,
      query_timeout: 60_000,
      keepAlive: true,
    });
    // A connection that dies is replaced at its next use; nobody else may hear of it.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async prepare(topics: readonly Topic[]): Promise<void> {
    for (const topic of topics) checkTopicName(topic.name);
    await this.transaction(async (client) => {
      await client.query('select pg_advisory_xact_lock($1)', [schemaLock]);
      await client.query(tables);
      for (const { name, compacted } of topics) {
        await client.query('insert into topics (name, compacted) values ($1, $2) on conflict (name) do nothing', [
          name,
          compacted,
        ]);
        await client.query(`create table if not exists ${logOf(name)} (
          position bigint primary key, key text not null, event text, tombstone uuid, appended_at timestamptz not null default now())`);
        // It is only appended to and read by position: there is nothing to clean, and no plan that statistics could better.
        if (!compacted) {
          await client.query(`alter table ${logOf(name)} set (autovacuum_analyze_threshold = 2000000000,
            autovacuum_vacuum_insert_threshold = 2000000)`);
          continue;
        }
        await client.query(`create index if not exists "${name}.by_key" on ${logOf(name)} (key, position)`);
        await client.query(
          `create index if not exists "${name}.tombstones" on ${logOf(name)} (appended_at) where event is null`,
        );
      }
    });
    for (const { name, compacted } of topics) if (compacted) this.compacted.add(name);
  }

  async send(messages: readonly Message[]): Promise<void> {
    const batches = byTopic(messages);
    if (batches.length === 0) return;
    const only = batches.length === 1 ? batches[0]! : undefined;
    if (only && !only.erases) await append(this.pool, only);
    else
      await this.transaction(async (client) => {
        for (const batch of batches) {
          await append(client, batch);
          // Erased at once: a tombstone leaves nothing of its key before it.
          if (batch.erases)
            await client.query(erased(batch.topic), [batch.keys.filter((_, at) => batch.events[at] === null)]);
        }
      });
    if (batches.some(({ topic }) => this.compacted.has(topic))) this.compactLater();
  }

  subscribe(subscribing: Subscribing): Subscription {
    const member = new PostgresMember(this.url, this.name, subscribing, () => this.prepare([]));
    this.members.add(member);
    return member;
  }

  async close(): Promise<void> {
    clearTimeout(this.compaction);
    await Promise.all([...this.members].map((member) => member.close()));
    await this.pool.end().catch(() => undefined);
  }

  /** Drops what later messages of its key superseded, and tombstones a day after they came; answers how many. */
  async compact(olderThanMs = compactEvery): Promise<number> {
    let dropped = 0;
    for (const topic of this.compacted) {
      const log = logOf(topic);
      const old = await this.pool.query(
        `delete from ${log} as old where appended_at <= now() - $1 * interval '1 millisecond'
           and event is not null and exists (select 1 from ${log} as newer where newer.key = old.key and newer.position > old.position)`,
        [olderThanMs],
      );
      const spent = await this.pool.query(
        `delete from ${log} where event is null and appended_at < now() - interval '1 day'`,
      );
      dropped += (old.rowCount ?? 0) + (spent.rowCount ?? 0);
    }
    return dropped;
  }

  private compactLater(): void {
    if (this.compaction) return;
    this.compaction = setTimeout(() => {
      this.compaction = undefined;
      this.compact().catch(() => this.compactLater());
    }, compactEvery);
    this.compaction.unref();
  }

  private async transaction(work: (client: PoolClient) => Promise<void>): Promise<void> {
    const client = await this.pool.connect();
    let failure: Error | undefined;
    try {
      await client.query('begin');
      await work(client);
      await client.query('commit');
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      // A connection that failed within a transaction is not used again.
      client.release(failure);
    }
  }
}

interface TopicBatch {
  readonly topic: string;
  readonly keys: string[];
  readonly events: (string | null)[];
  readonly tombstones: (string | null)[];
  erases: boolean;
}

/** In the order of their names, so that two senders never wait for each other's topics crosswise. */
function byTopic(messages: readonly Message[]): TopicBatch[] {
  const batches = new Map<string, TopicBatch>();
  for (const { topic, key, value, id } of messages) {
    let batch = batches.get(topic);
    if (!batch) {
      checkTopicName(topic);
      batches.set(topic, (batch = { topic, keys: [], events: [], tombstones: [], erases: false }));
    }
    batch.keys.push(key);
    batch.events.push(value);
    batch.tombstones.push(id ?? null);
    if (value === null) batch.erases = true;
  }
  return [...batches.values()].sort((a, b) => (a.topic < b.topic ? -1 : 1));
}

/**
 * Between events in one parameter: JSON writes no control character as it is, so none of them holds it. As an array each
 * quotation mark of each event would be escaped, which costs more than sending them.
 */
const separator = '\u001e';

async function append(on: Pool | PoolClient, { topic, keys, events, tombstones, erases }: TopicBatch): Promise<void> {
  const { rowCount } = await on.query({
    name: `append ${topic}`,
    text: `
      with place as (
        update topics set next_position = next_position + $5 where name = $1 returning next_position - $5 as first
      ), appended as (
        insert into ${logOf(topic)} (position, key, event, tombstone)
        select first + at - 1, key, nullif(event, ''), tombstone
        from place, unnest($2::text[], string_to_array($3, '${separator}'), $4::uuid[]) with ordinality as message(key, event, tombstone, at)
      )
      select pg_notify('${channel}', $1) from place`,
    values: [topic, keys, events.map((event) => event ?? '').join(separator), erases ? tombstones : [], keys.length],
  });
  if (!rowCount) throw new Error(`the bus has no topic ${topic}`);
}

/** Deletes what lies before the last tombstone of these keys. */
const erased = (topic: string): string => `
  delete from ${logOf(topic)} as old
  using (select key, max(position) as last from ${logOf(topic)} where key = any($1) and event is null group by key) as erasure
  where old.key = erasure.key and old.position < erasure.last`;

const tables = `
  create schema if not exists log;
  create table if not exists topics (name text primary key, compacted boolean not null, next_position bigint not null default 0);
  create table if not exists offsets (
    consumer_group text not null, topic text not null, next_position bigint not null, primary key (consumer_group, topic)
  ) with (fillfactor = 50)`;
