export * from './bus/bus.js';
export * from './bus/open-bus.js';
export {
  deadLetterCauses,
  DeadLetters,
  type DeadLetter,
  type DeadLetterCause,
  type DeadLetterFilter,
  type Replay,
} from './dead-letters.js';
export { eventLimit, eventText, type EventText, type Occasion } from './event-text.js';
export { Inbox } from './inbox.js';
export { messagingMigrations } from './migrations.js';
export { MessagingModule } from './module.js';
export { Messaging, type MessagingOptions } from './options.js';
export { Outbox, type OutboxEntry } from './outbox.js';
export { Reaction, type Reacting, type ReactionOptions } from './reaction.js';
export { Relay } from './relay.js';
export { MessagingStats, type MessagingNumbers } from './stats.js';
export { BusTransport } from './transport.js';
