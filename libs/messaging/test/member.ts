import type { Topic } from '@chiron/contracts/core';
import type { Bus, Delivered, Handle, Message, Subscription } from '../src/bus/bus.js';

let counter = 0;
export const unique = (word: string) => `${word}.t${Date.now().toString(36)}-${counter++}`;
export const aTopic = (compacted = false): Topic => ({
  name: unique('conformance'),
  compacted,
  description: 'for a test',
});

/** What one member was given, and what it does with it. */
export class Member {
  readonly got: (Delivered & { topic: string })[] = [];
  readonly sizes: number[] = [];
  readonly subscription: Subscription;

  constructor(bus: Bus, group: string, topics: readonly Topic[], handle: Handle = async () => undefined) {
    this.subscription = bus.subscribe({
      group,
      topics: topics.map(({ name }) => name),
      handle: async (delivery, handling) => {
        await handle(delivery, handling);
        this.sizes.push(delivery.messages.length);
        for (const message of delivery.messages) this.got.push({ ...message, topic: delivery.topic });
      },
    });
  }

  values(key?: string): (string | null)[] {
    return this.got.filter((message) => key === undefined || message.key === key).map(({ value }) => value);
  }
}

export const numbered = (topic: Topic, count: number, from = 0, keys = 7): Message[] =>
  Array.from({ length: count }, (_, at) => ({
    topic: topic.name,
    key: `key ${(from + at) % keys}`,
    value: String(from + at),
  }));
