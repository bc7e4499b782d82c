import { Logger } from '@nestjs/common';
import { Wake, pause } from '@chiron/postgres';
import { Connection } from '../connection.js';
import { deliveryLimit, type Delivered, type Subscribing, type Subscription } from './bus.js';

/** The channel on which each appended batch is announced, with its topic. */
export const channel = 'chiron_bus';

/** The table of a topic's log; the name has been checked. */
export const logOf = (topic: string): string => `log."${topic}"`;

const standByEvery = 250;
const pollEvery = 1_000;
const beatEvery = 2_000;
const storeEvery = 200;
const readAheadFrom = deliveryLimit.messages / 4;

interface Row {
  readonly position: string;
  readonly key: string;
  readonly event: string | null;
  readonly tombstone: string | null;
}

/**
 * One member of a group. Reading, the group's offsets and the lock that makes it the active member share one
 * connection: when that is lost, so is the right to go on. Offsets are written without waiting for the disk: one that a
 * crash forgets brings deliveries that the inbox knows already.
 */
export class PostgresMember implements Subscription {
  private readonly log = new Logger('Bus');
  private readonly closing = new AbortController();
  private readonly wake = new Wake();
  /** the next position of each topic */
  private readonly next = new Map<string, number>();
  private readonly filled = new Set<string>();
  /** topics whose next position is not stored yet */
  private readonly unstored = new Set<string>();
  private storedAt = 0;
  private ahead: { readonly topic: string; readonly from: number; readonly rows: Promise<Row[]> } | undefined;
  private connection: Connection | undefined;
  private readonly running: Promise<void>;
  active = false;
  lastBeat = 0;

  constructor(
    private readonly url: string,
    private readonly name: string,
    private readonly subscribing: Subscribing,
    private readonly prepare: () => Promise<void>,
  ) {
    this.running = this.run();
  }

  async lag(): Promise<number> {
    const { topics, group } = this.subscribing;
    if (this.connection) this.storeAll(this.connection);
    const lag = {
      name: 'lag',
      text: `select coalesce(sum(topics.next_position - coalesce(offsets.next_position, 0)), 0) as behind
             from topics left join offsets on offsets.topic = topics.name and consumer_group = $2 where name = any($1)`,
      values: [topics, group],
    };
    const connection = this.connection ?? (await Connection.open(this.url, `${this.name} lag`, () => undefined));
    try {
      return Number((await connection.query<{ behind: string }>(lag))[0]!.behind);
    } finally {
      if (connection !== this.connection) await connection.end();
    }
  }

  async rewind(topic: string, offset: string): Promise<void> {
    const { connection } = this;
    if (!this.active || !connection) throw new Error(`${this.subscribing.group}: only the active member can go back`);
    this.next.set(topic, Number(offset));
    this.unstored.delete(topic);
    await this.store(connection, topic, Number(offset));
    this.filled.add(topic);
    this.wake.wake();
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.wake.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.closing.signal.aborted;) {
      try {
        await this.session(() => (failures = 0));
      } catch (error) {
        if (this.closing.signal.aborted) return;
        failures += 1;
        if (failures === 1 || failures % 60 === 0)
          this.log.warn(`${this.subscribing.group}: the consumer goes on in a moment: ${(error as Error).message}`);
        await pause(Math.min(1_000, 50 * 2 ** Math.min(failures, 5)), this.closing.signal);
      }
    }
  }

  /** One connection: from the lock to its loss. */
  private async session(healthy: () => void): Promise<void> {
    const lost = new AbortController();
    const lose = () => {
      lost.abort();
      this.wake.wake();
    };
    const connection = await Connection.open(this.url, `${this.name} ${this.subscribing.group}`, lose);
    connection.onNotification((topic) => {
      this.filled.add(topic);
      this.wake.wake();
    });
    const beating = setInterval(() => connection.query({ text: 'select 1' }).then(() => this.beat(), lose), beatEvery);
    const signal = AbortSignal.any([this.closing.signal, lost.signal]);
    try {
      while (!signal.aborted && !(await this.locked(connection))) {
        this.beat();
        healthy();
        await pause(standByEvery, signal);
      }
      if (!signal.aborted) {
        await this.begin(connection);
        healthy();
        await this.consume(connection, signal);
        this.storeAll(connection);
      }
      if (!this.closing.signal.aborted) throw new Error('the connection was lost');
    } finally {
      clearInterval(beating);
      this.active = false;
      this.connection = undefined;
      this.ahead = undefined;
      await connection.end();
    }
  }

  private async locked(connection: Connection): Promise<boolean> {
    const text = 'select pg_try_advisory_lock(hashtextextended($1, 7246004)) as mine';
    return (await connection.query<{ mine: boolean }>({ text, values: [this.subscribing.group] }))[0]!.mine;
  }

  private async begin(connection: Connection): Promise<void> {
    await this.prepare();
    await connection.query({ text: `listen ${channel}` });
    const stored = await connection.query<{ topic: string; next_position: string }>({
      text: 'select topic, next_position from offsets where consumer_group = $1',
      values: [this.subscribing.group],
    });
    this.next.clear();
    for (const { topic, next_position } of stored) this.next.set(topic, Number(next_position));
    this.filled.clear();
    this.unstored.clear();
    await this.poll(connection);
    this.connection = connection;
    this.active = true;
  }

  private async consume(connection: Connection, signal: AbortSignal): Promise<void> {
    const { topics } = this.subscribing;
    while (!signal.aborted) {
      for (const topic of topics) {
        if (signal.aborted) return;
        if (this.filled.delete(topic)) await this.step(connection, topic, signal);
      }
      if (topics.some((topic) => this.filled.has(topic))) continue;
      this.filled.clear();
      if (await this.wake.wait(this.unstored.size > 0 ? storeEvery : pollEvery)) continue;
      if (this.unstored.size > 0) this.storeAll(connection);
      else if (!signal.aborted) await this.poll(connection);
    }
  }

  /** Which topics have something new, for a notification that was missed. */
  private async poll(connection: Connection): Promise<void> {
    const ends = await connection.query<{ name: string; next_position: string }>({
      name: 'poll',
      text: 'select name, next_position from topics where name = any($1)',
      values: [this.subscribing.topics],
    });
    this.beat();
    for (const { name, next_position } of ends) if (Number(next_position) > this.from(name)) this.filled.add(name);
  }

  /** Reads once from a topic and delivers what it read. */
  private async step(connection: Connection, topic: string, signal: AbortSignal): Promise<void> {
    const from = this.from(topic);
    const rows = await this.read(connection, topic, from);
    this.beat();
    const last = rows.at(-1);
    if (!last) return;
    const next = Number(last.position) + 1;
    // Whatever is appended after this reading announces itself; only a full one may have left something behind.
    if (rows.length === deliveryLimit.messages || sizeOf(rows) > deliveryLimit.characters / 4) this.filled.add(topic);
    if (rows.length >= readAheadFrom) {
      this.ahead = { topic, from: next, rows: this.query(connection, topic, next) };
      this.ahead.rows.catch(() => undefined);
    }
    if (!(await this.deliver(topic, rows, signal))) return;
    if (this.from(topic) !== from) return; // it was rewound meanwhile
    this.next.set(topic, next);
    this.unstored.add(topic);
    if (Date.now() - this.storedAt > storeEvery) this.storeAll(connection);
  }

  /** Whether it was handled; false where this member was told to stop before. */
  private async deliver(topic: string, rows: readonly Row[], signal: AbortSignal): Promise<boolean> {
    const messages: Delivered[] = rows.map(({ position, key, event, tombstone }) => ({
      key,
      value: event,
      partition: 0,
      offset: position,
      ...(tombstone === null ? {} : { id: tombstone }),
    }));
    for (let failures = 0; ; failures++) {
      try {
        await this.subscribing.handle({ topic, messages }, { signal });
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        if (failures % 60 === 0)
          this.log.warn(`${this.subscribing.group}: a delivery of ${topic} comes again: ${(error as Error).message}`);
        await pause(Math.min(1_000, 100 * 2 ** Math.min(failures, 4)), signal);
        if (signal.aborted) return false;
      }
    }
  }

  private read(connection: Connection, topic: string, from: number): Promise<Row[]> {
    const { ahead } = this;
    if (ahead?.topic !== topic) return this.query(connection, topic, from);
    this.ahead = undefined;
    return ahead.from === from ? ahead.rows : this.query(connection, topic, from);
  }

  private query(connection: Connection, topic: string, from: number): Promise<Row[]> {
    return connection.query<Row & Record<string, unknown>>({
      name: `read ${topic}`,
      text: `
        select position, key, event, tombstone
        from (
          select *, sum(octet_length(event)) over (order by position) as size, row_number() over (order by position) as place
          from (select position, key, event, tombstone from ${logOf(topic)} where position >= $1 order by position limit $2) as following
        ) as delivery
        where size is null or size <= $3 or place = 1
        order by position`,
      values: [from, deliveryLimit.messages, deliveryLimit.characters],
    });
  }

  /** Off the path of a delivery: what a crash leaves unstored is delivered again. */
  private storeAll(connection: Connection): void {
    this.storedAt = Date.now();
    for (const topic of this.unstored) this.store(connection, topic, this.from(topic)).catch(() => undefined);
    this.unstored.clear();
  }

  private store(connection: Connection, topic: string, next: number): Promise<unknown> {
    return connection.query({
      name: 'store',
      text: `insert into offsets (consumer_group, topic, next_position) values ($1, $2, $3)
             on conflict (consumer_group, topic) do update set next_position = excluded.next_position`,
      values: [this.subscribing.group, topic, next],
    });
  }

  private from(topic: string): number {
    return this.next.get(topic) ?? 0;
  }

  private beat(): void {
    this.lastBeat = Date.now();
  }
}

const sizeOf = (rows: readonly Row[]): number => rows.reduce((sum, { event }) => sum + (event?.length ?? 0), 0);
