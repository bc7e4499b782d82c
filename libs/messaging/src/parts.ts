import { Database } from '@chiron/postgres';
import { Injectable } from '@nestjs/common';
import { DeadLetters } from './dead-letters.js';
import { Inbox } from './inbox.js';
import { Messaging } from './options.js';
import { Reactions } from './reactions.js';
import { Relay } from './relay.js';
import { BusTransport } from './transport.js';

/** @internal what the numbers are read from */
@Injectable()
export class MessagingParts {
  readonly publishes: boolean;

  constructor(
    readonly database: Database,
    readonly relay: Relay,
    readonly inbox: Inbox,
    readonly transport: BusTransport,
    readonly deadLetters: DeadLetters,
    private readonly reactions: Reactions,
    messaging: Messaging,
  ) {
    this.publishes = messaging.publishes.length > 0;
  }

  get reacts(): boolean {
    return this.reactions.topics.length > 0;
  }
}
