import type { Topic } from '@chiron/contracts/core';
import { Bus, type Message, type Subscribing, type Subscription } from './bus.js';

export class KafkaBus extends Bus {
  constructor(
    readonly brokers: readonly string[],
    readonly name: string,
  ) {
    super();
  }
  prepare(_topics: readonly Topic[]): Promise<void> {
    throw new Error('not yet');
  }
  send(_messages: readonly Message[]): Promise<void> {
    throw new Error('not yet');
  }
  subscribe(_subscribing: Subscribing): Subscription {
    throw new Error('not yet');
  }
  async close(): Promise<void> {}
}
