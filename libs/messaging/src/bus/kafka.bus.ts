import type { Topic } from '@chiron/contracts/core';
import {
  CompressionTypes,
  Kafka,
  Partitioners,
  logLevel,
  type Admin,
  type Producer,
  type TopicMessages,
} from 'kafkajs';
import { pause, within } from '@chiron/postgres';
import { Bus, checkTopicName, type Message, type Subscribing, type Subscription } from './bus.js';
import { KafkaMember, tombstoneHeader } from './kafka.member.js';
import { socketFactory } from './kafka.sockets.js';
import './kafka.timers.js';

/** Of a topic that is not quiet. */
const partitionsPerTopic = 6;
/** Bytes of one partition in one send: half of what a broker takes by default, before compression. */
const sendLimit = 512 * 1024;
/** Messages that go uncompressed. */
const plainAtMost = 10;
const day = '86400000';

/** The bus on Apache Kafka: a key's messages share a partition, and a group's members share the partitions. */
export class KafkaBus extends Bus {
  private readonly kafka: Kafka;
  private readonly patient: Kafka;
  private readonly members = new Set<KafkaMember>();
  private readonly partitions = new Map<string, number>();
  private readonly partitionOf = Partitioners.DefaultPartitioner();
  private producer: Promise<Producer> | undefined;

  constructor(brokers: readonly string[], name: string) {
    super();
    const options = {
      clientId: `chiron-${name}`,
      brokers: [...brokers],
      connectionTimeout: 2_000,
      requestTimeout: 10_000,
      logLevel: logLevel.NOTHING,
      socketFactory,
    };
    // Whoever sends goes on for ever by itself; kafkajs is to give up soon, so that its producer is made anew.
    this.kafka = new Kafka({ ...options, retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 3 } });
    // A consumer that outlives a broker's restart keeps its membership; a new one would wait for the old one's session.
    this.patient = new Kafka({
      ...options,
      retry: { initialRetryTime: 50, maxRetryTime: 300, multiplier: 1.5, retries: 60 },
    });
  }

  async prepare(topics: readonly Topic[]): Promise<void> {
    for (const topic of topics) checkTopicName(topic.name);
    await this.asAdmin(async (admin) => {
      const present = new Set(await admin.listTopics());
      const missing = topics.filter(({ name }) => !present.has(name));
      if (missing.length > 0)
        await admin.createTopics({
          waitForLeaders: true,
          topics: missing.map(({ name, compacted, quiet }) => ({
            topic: name,
            numPartitions: quiet ? 1 : partitionsPerTopic,
            configEntries: compacted ? compactedEntries : keptEntries,
          })),
        });
      const { topics: described } = await admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) });
      // Whoever else made a topic this moment: its partitions can be sent to once their leader answers for them.
      for (const { name } of topics) await led(admin, name);
      for (const { name, partitions } of described) this.partitions.set(name, partitions.length);
    });
  }

  async send(messages: readonly Message[]): Promise<void> {
    const parts = this.parts(messages);
    const producing = (this.producer ??= this.connect());
    try {
      const producer = await producing;
      for (const topicMessages of parts)
        await producer.sendBatch({ topicMessages, acks: -1, compression: compressionOf(topicMessages) });
    } catch (error) {
      // An idempotent producer's sequence is not to be trusted after an error: the next send makes a new one.
      if (this.producer === producing) this.producer = undefined;
      producing.then((producer) => producer.disconnect()).catch(() => undefined);
      throw error;
    }
  }

  subscribe(subscribing: Subscribing): Subscription {
    const member = new KafkaMember(this.kafka, this.patient, subscribing);
    this.members.add(member);
    return member;
  }

  async close(): Promise<void> {
    const producing = this.producer;
    this.producer = undefined;
    await Promise.all([
      ...[...this.members].map((member) => member.close()),
      producing &&
        within(
          4_000,
          producing.then((producer) => producer.disconnect()),
        ),
    ]);
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return producer;
  }

  /** In their order, cut so that no part has more than 512 KiB for one partition. */
  private parts(messages: readonly Message[]): TopicMessages[][] {
    const parts: TopicMessages[][] = [];
    let sizes = new Map<string, number>();
    let part = new Map<string, TopicMessages>();
    for (const message of messages) {
      const partition = this.partitionFor(message);
      const place = `${message.topic}/${partition}`;
      const bytes =
        Buffer.byteLength(message.key) + (message.value === null ? 0 : Buffer.byteLength(message.value)) + 100;
      const size = (sizes.get(place) ?? 0) + bytes;
      if (size > sendLimit && sizes.has(place)) {
        parts.push([...part.values()]);
        part = new Map();
        sizes = new Map([[place, bytes]]);
      } else sizes.set(place, size);
      let entry = part.get(message.topic);
      if (!entry) part.set(message.topic, (entry = { topic: message.topic, messages: [] }));
      entry.messages.push({
        key: message.key,
        value: message.value,
        partition,
        ...(message.id === undefined ? {} : { headers: { [tombstoneHeader]: message.id } }),
      });
    }
    if (part.size > 0) parts.push([...part.values()]);
    return parts;
  }

  private partitionFor({ topic, key, value }: Message): number {
    const count = this.partitions.get(topic);
    if (count === undefined) throw new Error(`the bus has no topic ${topic}: prepare it first`);
    const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({
      partitionId,
      leader: 0,
      partitionErrorCode: 0,
      replicas: [],
      isr: [],
    }));
    return this.partitionOf({ topic, partitionMetadata, message: { key, value } });
  }

  private async asAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}

/** A few events gain nothing from gzip, and wait for it. */
function compressionOf(parts: readonly TopicMessages[]): CompressionTypes {
  const messages = parts.reduce((sum, part) => sum + part.messages.length, 0);
  return messages > plainAtMost ? CompressionTypes.GZIP : CompressionTypes.None;
}

/** Facts are kept for ever. */
const keptEntries = [
  { name: 'cleanup.policy', value: 'delete' },
  { name: 'retention.ms', value: '-1' },
  { name: 'retention.bytes', value: '-1' },
];
/** What a tombstone erases is gone from the disk within about two days. */
const compactedEntries = [
  { name: 'cleanup.policy', value: 'compact' },
  { name: 'min.cleanable.dirty.ratio', value: '0.1' },
  { name: 'max.compaction.lag.ms', value: day },
  { name: 'segment.ms', value: day },
  { name: 'delete.retention.ms', value: day },
];

/** Waits, ten seconds at most, until the leaders of all of a topic's partitions answer for them. */
async function led(admin: Admin, topic: string): Promise<void> {
  for (const until = Date.now() + 10_000; ;) {
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await pause(50);
    }
  }
}
