import { HealthChecks, Metrics } from '@chiron/http';
import { Injectable, Optional, type OnApplicationBootstrap } from '@nestjs/common';
import type { DeadLetterCause } from './dead-letters.js';
import { MessagingParts } from './parts.js';

const silentFor = 15_000;
const keepFor = 1_000;

/** Plain numbers of one service's messaging. */
export interface MessagingNumbers {
  /** events that wait in the outbox */
  readonly outboxDepth: number;
  /** seconds since the oldest of them was written; 0 where none waits */
  readonly outboxOldestSeconds: number;
  /** events sent and acknowledged since this process started */
  readonly relaySent: number;
  /** events applied by reactions since this process started */
  readonly applied: number;
  /** messages in the group's logs that it has not handled; null where the bus does not answer */
  readonly consumerLag: number | null;
  /** by cause; `refused` ones are a record, nothing to repair */
  readonly deadLetters: Readonly<Record<DeadLetterCause, number>>;
}

/** Tells metrics, health and tests how the service's messaging is doing. */
@Injectable()
export class MessagingStats implements OnApplicationBootstrap {
  private latest: { readonly at: number; readonly numbers: Promise<MessagingNumbers> } | undefined;

  constructor(
    private readonly parts: MessagingParts,
    @Optional() private readonly metrics?: Metrics,
    @Optional() private readonly health?: HealthChecks,
  ) {}

  onApplicationBootstrap(): void {
    if (this.metrics) this.registerGauges(this.metrics);
    if (this.health) this.registerChecks(this.health);
  }

  /** Asks the database and the bus; answers of the same second are shared. */
  numbers(): Promise<MessagingNumbers> {
    if (!this.latest || Date.now() - this.latest.at > keepFor) {
      const numbers = this.ask();
      numbers.catch(() => undefined);
      this.latest = { at: Date.now(), numbers };
    }
    return this.latest.numbers;
  }

  /** Throws while the relay has heard nothing of database or bus for 15 seconds. */
  checkRelay(): void {
    if (this.parts.publishes && Date.now() - this.parts.relay.lastBeat > silentFor)
      throw new Error('the relay is silent');
  }

  /** Throws while the consumer has heard nothing of the bus for 15 seconds. */
  checkConsumer(): void {
    const { consumer } = this.parts.transport;
    if (consumer && Date.now() - consumer.lastBeat > silentFor) throw new Error('the consumer is silent');
  }

  private async ask(): Promise<MessagingNumbers> {
    const { database, deadLetters, relay, inbox, transport } = this.parts;
    const [[outbox], letters, lag] = await Promise.all([
      database.query<{ depth: number; oldest: number }>(
        `select count(*)::int as depth, coalesce(extract(epoch from now() - min(added_at)), 0)::float8 as oldest from outbox`,
      ),
      deadLetters.counts(),
      transport.consumer?.lag().catch(() => null) ?? 0,
    ]);
    return {
      outboxDepth: outbox!.depth,
      outboxOldestSeconds: Math.max(0, outbox!.oldest),
      relaySent: relay.sent,
      applied: inbox.applied,
      consumerLag: lag,
      deadLetters: letters,
    };
  }

  private registerGauges(metrics: Metrics): void {
    const numbers = () => this.numbers().catch(() => undefined);
    metrics.gauge('chiron_outbox_depth', 'Events that wait in the outbox', [], async function () {
      const now = await numbers();
      if (now) this.set(now.outboxDepth);
    });
    metrics.gauge('chiron_outbox_oldest_seconds', 'Age of the oldest event in the outbox', [], async function () {
      const now = await numbers();
      if (now) this.set(now.outboxOldestSeconds);
    });
    metrics.gauge('chiron_relay_sent_events', 'Events sent and acknowledged since the start', [], async function () {
      const now = await numbers();
      if (now) this.set(now.relaySent);
    });
    metrics.gauge('chiron_inbox_applied_events', 'Events applied by reactions since the start', [], async function () {
      const now = await numbers();
      if (now) this.set(now.applied);
    });
    metrics.gauge(
      'chiron_consumer_lag',
      'Messages in the logs that this service has not handled',
      [],
      async function () {
        const now = await numbers();
        if (now && now.consumerLag !== null) this.set(now.consumerLag);
      },
    );
    metrics.gauge(
      'chiron_dead_letters',
      'Events that a reaction could not handle, by cause',
      ['cause'],
      async function () {
        const now = await numbers();
        if (now) for (const [cause, count] of Object.entries(now.deadLetters)) this.set({ cause }, count);
      },
    );
  }

  private registerChecks(health: HealthChecks): void {
    if (this.parts.publishes) health.register('relay', () => this.checkRelay());
    if (this.parts.reacts) health.register('consumer', () => this.checkConsumer());
  }
}
