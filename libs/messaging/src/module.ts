import { Transport } from '@chiron/http';
import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Bus } from './bus/bus.js';
import { openBus } from './bus/open-bus.js';
import { deadLettersControllerOf } from './dead-letters.controller.js';
import { DeadLetters } from './dead-letters.js';
import { Inbox } from './inbox.js';
import { Messaging, type MessagingOptions } from './options.js';
import { Outbox } from './outbox.js';
import { Reactions } from './reactions.js';
import { Relay } from './relay.js';
import { MessagingParts } from './parts.js';
import { MessagingStats } from './stats.js';
import { BusTransport } from './transport.js';

class BusLife implements OnApplicationShutdown {
  constructor(private readonly bus: Bus) {}

  async onApplicationShutdown(): Promise<void> {
    await this.bus.close();
  }
}

/**
 * Gives a service its outbox, relay, inbox, reactions and dead letters. Needs `PostgresModule` with
 * `messagingMigrations`. The relay starts with the application; deliveries start when `BusTransport` listens, which
 * `serve` of @chiron/http sees to.
 */
@Module({})
export class MessagingModule {
  static forService(options: MessagingOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      imports: [DiscoveryModule],
      controllers: [deadLettersControllerOf(options.service)],
      providers: [
        ...options.reactions,
        { provide: Messaging, useValue: new Messaging(options) },
        { provide: Bus, useFactory: () => openBus(options.bus, options.service) },
        { provide: BusLife, useFactory: (bus: Bus) => new BusLife(bus), inject: [Bus] },
        { provide: Transport, useExisting: BusTransport },
        Outbox,
        Relay,
        Inbox,
        Reactions,
        DeadLetters,
        BusTransport,
        MessagingParts,
        MessagingStats,
      ],
      exports: [Outbox, DeadLetters, MessagingStats, BusTransport, Transport, Relay, Bus],
    };
  }
}
