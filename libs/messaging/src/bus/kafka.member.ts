import { Logger } from '@nestjs/common';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { Wake, pause, within } from '@chiron/postgres';
import { deliveryLimit, type Delivered, type Delivery, type Subscribing, type Subscription } from './bus.js';
import { Shares } from './kafka.shares.js';

/** The header by which a second delivery of a tombstone is recognised. */
export const tombstoneHeader = 'chiron-tombstone';

const commitEvery = 500;
const partitionsAtOnce = 100;
const silentFor = 20_000;
const disconnectWithin = 4_000;

/**
 * One member of a group. kafkajs's consumer is known to die quietly and to stay dead, hence a supervisor: it makes a new
 * one when it crashed, and when nothing was heard of it for 20 seconds. Offsets are committed twice a second, off the
 * path of a delivery: one that is forgotten brings deliveries that the inbox knows already.
 */
export class KafkaMember implements Subscription {
  private readonly log = new Logger('Bus');
  private readonly closing = new AbortController();
  private readonly wake = new Wake();
  /** by topic and partition: the next offset, handled but not yet committed */
  private readonly handled = new Map<string, { topic: string; partition: number; offset: string }>();
  private readonly owned = new Map<string, readonly number[]>();
  /** by topic and partition: aborted when it is lost or gone back in */
  private readonly places = new Map<string, AbortController>();
  private readonly shares: Shares;
  private committedAt = 0;
  private consumer: Consumer | undefined;
  private readonly running: Promise<void>;
  active = false;
  lastBeat = 0;

  constructor(
    private readonly kafka: Kafka,
    private readonly patient: Kafka,
    private readonly subscribing: Subscribing,
  ) {
    this.shares = new Shares((delivery, signal) => this.deliver(delivery, signal), this.closing.signal);
    this.running = this.run();
  }

  async lag(): Promise<number> {
    const { group, topics } = this.subscribing;
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      const reached = await admin.fetchOffsets({ groupId: group, topics: [...topics] });
      let lag = 0;
      for (const { topic, partitions } of reached) {
        const ends = new Map(
          (await admin.fetchTopicOffsets(topic)).map(({ partition, high, low }) => [partition, { high, low }]),
        );
        for (const { partition, offset } of partitions) {
          const end = ends.get(partition);
          if (!end) continue;
          const next = this.handled.get(`${topic}/${partition}`)?.offset ?? offset;
          lag += Math.max(0, Number(end.high) - Math.max(Number(end.low), Number(next)));
        }
      }
      return lag;
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  async rewind(topic: string, offset: string, partition?: number): Promise<void> {
    const partitions = partition === undefined ? (this.owned.get(topic) ?? []) : [partition];
    if (!this.active || !this.consumer || partitions.length === 0)
      throw new Error(`${this.subscribing.group}: this member owns no partition of ${topic}`);
    for (const each of partitions) {
      const place = `${topic}/${each}`;
      this.places.get(place)?.abort();
      this.places.delete(place);
      this.handled.delete(place);
      this.consumer.seek({ topic, partition: each, offset });
    }
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
        await pause(Math.min(1_000, 50 * 2 ** Math.min(failures, 4)), this.closing.signal);
      }
    }
  }

  /** One consumer, until it crashes, falls silent, or this member closes. */
  private async session(healthy: () => void): Promise<void> {
    await this.topicsExist();
    if (this.closing.signal.aborted) return;
    const consumer = this.patient.consumer({
      groupId: this.subscribing.group,
      sessionTimeout: 6_000,
      rebalanceTimeout: 10_000,
      heartbeatInterval: 1_500,
      maxWaitTimeInMs: 500,
      minBytes: 1,
      maxBytesPerPartition: 512 * 1024,
      maxBytes: 4 * 1024 * 1024,
      allowAutoTopicCreation: false,
      // It keeps its membership through a broker's restart; what lasts longer is left to a new consumer.
      retry: {
        initialRetryTime: 50,
        maxRetryTime: 300,
        multiplier: 1.5,
        retries: 60,
        restartOnFailure: async () => false,
      },
    });
    let crash: Error | undefined;
    const { CRASH, FETCH, GROUP_JOIN, HEARTBEAT, REBALANCING } = consumer.events;
    const beat = () => (this.lastBeat = Date.now());
    consumer.on(CRASH, ({ payload }) => {
      crash = payload.error;
      this.wake.wake();
    });
    consumer.on(HEARTBEAT, beat);
    consumer.on(FETCH, () => {
      beat();
      healthy();
      this.commitSoon(consumer);
    });
    consumer.on(REBALANCING, () => this.disown());
    consumer.on(GROUP_JOIN, ({ payload }) => {
      this.disown();
      beat();
      for (const [topic, partitions] of Object.entries(payload.memberAssignment)) this.owned.set(topic, partitions);
      this.active = this.owned.size > 0;
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...this.subscribing.topics], fromBeginning: true });
      this.consumer = consumer;
      beat();
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: partitionsAtOnce,
        eachBatch: (payload) => this.eachBatch(consumer, payload),
      });
      while (!crash && !this.closing.signal.aborted) {
        await this.wake.wait(1_000);
        if (Date.now() - this.lastBeat > silentFor) throw new Error('nothing was heard of it');
      }
      if (crash) throw crash;
      await this.shares.idle();
      await this.commit(consumer);
    } finally {
      this.consumer = undefined;
      this.disown();
      await this.shares.idle();
      await within(disconnectWithin, consumer.disconnect());
    }
  }

  /** Producers make the topics; a consumer that comes first waits. */
  private async topicsExist(): Promise<void> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      for (;;) {
        const present = new Set(await admin.listTopics());
        if (this.subscribing.topics.every((topic) => present.has(topic))) return;
        this.lastBeat = Date.now();
        await pause(200, this.closing.signal);
        if (this.closing.signal.aborted) return;
      }
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  /** Hands over what came; the consumer goes on from behind it, and offsets are committed as it is handled. */
  private async eachBatch(
    consumer: Consumer,
    { batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload,
  ): Promise<void> {
    const { topic, partition } = batch;
    const place = `${topic}/${partition}`;
    const signal = this.signalOf(place);
    let failure: unknown;
    let beating: NodeJS.Timeout | undefined;
    const failed = new Promise<void>((resolve) => {
      beating = setInterval(() => {
        heartbeat().catch((error: unknown) => {
          failure ??= error;
          resolve();
        });
      }, 1_000);
    });
    try {
      for (const { messages, characters } of chunksOf(partition, batch.messages)) {
        if (!isRunning() || isStale() || signal.aborted || failure) break;
        const last = messages.at(-1)!.offset;
        const handled = () => {
          this.handled.set(place, { topic, partition, offset: (BigInt(last) + 1n).toString() });
          if (Date.now() - this.committedAt > commitEvery) void this.commit(consumer);
        };
        const room = this.shares.add({ topic, partition, messages, characters, signal, handled });
        resolveOffset(last);
        await Promise.race([room, failed]);
      }
    } finally {
      clearInterval(beating);
    }
    if (failure) throw failure as Error;
  }

  private signalOf(place: string): AbortSignal {
    let controller = this.places.get(place);
    if (!controller) this.places.set(place, (controller = new AbortController()));
    return controller.signal;
  }

  private async deliver(delivery: Delivery, signal: AbortSignal): Promise<boolean> {
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await this.subscribing.handle(delivery, { signal });
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        if (failures % 60 === 0)
          this.log.warn(
            `${this.subscribing.group}: a delivery of ${delivery.topic} comes again: ${(error as Error).message}`,
          );
        await pause(Math.min(1_000, 100 * 2 ** Math.min(failures, 4)), signal);
      }
    }
    return false;
  }

  /** After an idle fetch, when no later delivery would commit. */
  private commitSoon(consumer: Consumer): void {
    if (this.handled.size > 0 && Date.now() - this.committedAt > commitEvery) void this.commit(consumer);
  }

  private async commit(consumer: Consumer): Promise<void> {
    const offsets = [...this.handled.values()];
    this.committedAt = Date.now();
    if (offsets.length === 0) return;
    this.handled.clear();
    await consumer.commitOffsets(offsets).catch(() => undefined);
  }

  private disown(): void {
    this.active = false;
    this.owned.clear();
    this.handled.clear();
    for (const place of this.places.values()) place.abort();
    this.places.clear();
  }
}

/** A batch as the broker gave it, in parts of at most 1,000 messages and about 4 MiB. */
function* chunksOf(
  partition: number,
  batch: readonly KafkaMessage[],
): Generator<{ messages: Delivered[]; characters: number }> {
  let messages: Delivered[] = [];
  let characters = 0;
  for (const { key, value, offset, headers } of batch) {
    const text = value === null ? null : value.toString('utf8');
    const size = text?.length ?? 0;
    if (
      messages.length === deliveryLimit.messages ||
      (messages.length > 0 && characters + size > deliveryLimit.characters)
    ) {
      yield { messages, characters };
      messages = [];
      characters = 0;
    }
    const id = headers?.[tombstoneHeader]?.toString();
    messages.push({
      key: key?.toString('utf8') ?? '',
      value: text,
      partition,
      offset,
      ...(id === undefined ? {} : { id }),
    });
    characters += size;
  }
  if (messages.length > 0) yield { messages, characters };
}
