import type { Fact, Topic } from '@chiron/contracts/core';
import { currentTraceparent } from '@chiron/http';
import { arrayText, copyLine, prepared, Wake, type Tx } from '@chiron/postgres';
import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { eventText, type Occasion } from './event-text.js';
import { Messaging } from './options.js';

/** What happened, with the revision the aggregate has after it. */
export interface OutboxEntry {
  readonly fact: Fact;
  readonly revision: number;
  /** W3C Trace Context of the request that caused it, where several requests commit together; else the current one */
  readonly traceparent?: string | undefined;
}

/**
 * Where a store writes the events of a change, in the transaction of that change and after the aggregate's row is
 * locked: the events commit with the state or not at all, and the relay sends them in the order of their positions.
 */
@Injectable()
export class Outbox {
  /** @internal rouses the relay of this process */
  readonly filled = new Wake();
  /** when events were written that more of their kind follow at once, as `Date.now()`; 0 after any other */
  private moreAt = 0;
  private readonly topics: ReadonlySet<string>;

  constructor(messaging: Messaging) {
    this.topics = new Set(messaging.publishes.map((topic) => topic.name));
  }

  /**
   * Some events, in one insert that goes out with what comes next. The relay is woken after the commit.
   * @throws Refusal `event-too-large` when one of them has more than 256 KiB as text
   */
  async add(tx: Tx, entries: readonly OutboxEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const occasion = newOccasion();
    const topics: string[] = [];
    const keys: string[] = [];
    const texts: string[] = [];
    for (const { fact, revision, traceparent } of entries) {
      const { topic, key, text } = eventText(fact, revision, traceparent ? { ...occasion, traceparent } : occasion);
      this.check(topic);
      topics.push(topic);
      keys.push(key);
      texts.push(text);
    }
    void tx.send(some, [arrayText(topics), arrayText(keys), arrayText(texts)]);
    tx.afterCommit(() => this.wrote(false));
  }

  /**
   * Thousands of events by COPY, in the order given; the entries may come from a generator and are never all in memory.
   * `more`: the next thousands follow at once, so the relay may let them go first for a moment.
   * @throws Refusal `event-too-large`, which ends the transaction
   */
  async addAll(tx: Tx, entries: Iterable<OutboxEntry>, { more = false } = {}): Promise<void> {
    await tx.copy('outbox', ['topic', 'key', 'event'], this.lines(entries));
    tx.afterCommit(() => this.wrote(more));
  }

  /** @internal whether what was written last said that more follows, and that was just now */
  get expectsMore(): boolean {
    return Date.now() - this.moreAt < moreWithin;
  }

  private wrote(more: boolean): void {
    this.moreAt = more ? Date.now() : 0;
    this.filled.wake();
  }

  /** A tombstone: the key's events leave the compacted topic, and consumers erase what they hold of it. */
  async erase(tx: Tx, topic: Topic, key: string): Promise<void> {
    this.check(topic.name);
    if (!topic.compacted)
      throw new Error(`${topic.name} keeps its facts for ever: only a compacted topic can be erased from`);
    await tx.run('insert into outbox (topic, key, event, tombstone) values ($1, $2, null, $3)', [
      topic.name,
      key,
      uuidv7(),
    ]);
    tx.afterCommit(() => this.wrote(false));
  }

  private *lines(entries: Iterable<OutboxEntry>): Generator<string> {
    const occasion = newOccasion();
    for (const { fact, revision, traceparent } of entries) {
      const { topic, key, text } = eventText(fact, revision, traceparent ? { ...occasion, traceparent } : occasion);
      this.check(topic);
      yield copyLine([topic, key, text]);
    }
  }

  private check(topic: string): void {
    if (!this.topics.has(topic))
      throw new Error(`this service does not publish ${topic}: name the topic in MessagingModule.forService`);
  }
}

/** How long an announcement of more is believed, in milliseconds. */
const moreWithin = 1_500;

const some = prepared(
  `insert into outbox (topic, key, event)
   select topic, key, event from unnest($1::text[], $2::text[], $3::text[]) with ordinality as entry(topic, key, event, place) order by place`,
);

const newOccasion = (): Occasion => ({ time: new Date().toISOString(), traceparent: currentTraceparent() });
