import { Injectable, Logger } from '@nestjs/common';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { Bus, type Subscription } from './bus/bus.js';
import { Inbox } from './inbox.js';
import { Messaging } from './options.js';
import { Reactions } from './reactions.js';

/**
 * The bus as a transport of Nest: what arrives goes through the inbox to the service's reactions. Nest's own Kafka
 * transport handles one message at a time, commits what nobody handles and stops at a poison message, hence this one.
 */
@Injectable()
export class BusTransport extends Server implements CustomTransportStrategy {
  private subscription: Subscription | undefined;

  constructor(
    private readonly messaging: Messaging,
    private readonly bus: Bus,
    private readonly inbox: Inbox,
    private readonly reactions: Reactions,
  ) {
    super();
  }

  /** Joins the service's group in the background: a bus that is down delays no start. */
  listen(callback: (...optional: unknown[]) => unknown): void {
    const topics = this.reactions.topics;
    if (topics.length > 0 && !this.subscription) {
      this.subscription = this.bus.subscribe({
        group: this.messaging.service,
        topics,
        handle: (delivery, handling) => this.inbox.receive(delivery, handling),
      });
      this.inbox.startPruning();
      new Logger('BusTransport').log(`${this.messaging.service} reacts to ${topics.join(', ')}`);
    }
    callback();
  }

  async close(): Promise<void> {
    const subscription = this.subscription;
    this.subscription = undefined;
    this.inbox.stopPruning();
    await subscription?.close();
  }

  /** The service's membership of its group; undefined where it reacts to nothing or has not begun to listen. */
  get consumer(): Subscription | undefined {
    return this.subscription;
  }

  /** There is nothing to subscribe to: a bus keeps itself up. */
  on(): void {}

  unwrap<T>(): T {
    return this.bus as T;
  }
}
