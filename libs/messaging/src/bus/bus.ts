import type { Topic } from '@chiron/contracts/core';

/** One thing to send. A `value` of null is a tombstone: it erases the key from a compacted topic. */
export interface Message {
  readonly topic: string;
  readonly key: string;
  /** The event as text, built once; the bus never looks inside. */
  readonly value: string | null;
  /** A tombstone's own id (UUID), by which a second delivery is recognised; an event carries its id inside. */
  readonly id?: string;
}

export interface Delivered {
  readonly key: string;
  readonly value: string | null;
  readonly id?: string;
  /** Always 0 on PostgreSQL. */
  readonly partition: number;
  /** Its place in the partition's log, a decimal number. */
  readonly offset: string;
}

/** Messages of one topic, those of a partition in the order of its log; at most 1,000 and about 4 MiB (or a single larger one). */
export interface Delivery {
  readonly topic: string;
  readonly messages: readonly Delivered[];
}

/** What a handler is told about its surroundings. */
export interface Handling {
  /** Aborted when this member stops or no longer owns the partition: give up, the delivery comes again. */
  readonly signal: AbortSignal;
}

/** Resolves once the delivery has had its effect; a rejection brings the same delivery again a moment later, for ever. */
export type Handle = (delivery: Delivery, handling: Handling) => Promise<void>;

export interface Subscribing {
  readonly group: string;
  readonly topics: readonly string[];
  readonly handle: Handle;
}

/** A group's membership, kept up by itself through every loss of the bus until it is closed. */
export interface Subscription {
  /** Whether it now takes part: owns partitions (Kafka), or is the group's active member (PostgreSQL). */
  readonly active: boolean;
  /** When the bus last answered this member, as `Date.now()`; a standing-by member's counts too. */
  readonly lastBeat: number;
  /** How many messages lie in the group's logs that it has not handled. Asks the bus. */
  lag(): Promise<number>;
  /** Delivers again from this offset on (the first at or after it); every partition this member owns, unless one is named. */
  rewind(topic: string, offset: string, partition?: number): Promise<void>;
  /** Lets the delivery in hand finish or give up, then leaves the group. */
  close(): Promise<void>;
}

/**
 * The bus that carries events between services; one port, two adapters (`kafka://…`, `postgres://…`), one conformance
 * suite. Guarantees of both: what `send` resolved is durable; messages of one key arrive in the order sent; each is
 * delivered to each group at least once; within one member deliveries are handled one at a time.
 */
export abstract class Bus {
  /** Makes the topics that are missing. */
  abstract prepare(topics: readonly Topic[]): Promise<void>;
  /** Resolves when every message is durably in its log. After a rejection some may be: send all again. */
  abstract send(messages: readonly Message[]): Promise<void>;
  /** Joins the group in the background; a new group starts at the beginning of each log. */
  abstract subscribe(subscribing: Subscribing): Subscription;
  abstract close(): Promise<void>;
}

/** The most messages and characters of one delivery: a reaction handles it in one transaction. */
export const deliveryLimit = { messages: 1_000, characters: 4 * 1024 * 1024 } as const;

const topicName = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/;

/** Throws unless the name can be a topic on every bus. */
export function checkTopicName(name: string): void {
  if (!topicName.test(name) || name.length > 50)
    throw new Error(`“${name}” cannot be the name of a topic: it must read like programs.people`);
}
