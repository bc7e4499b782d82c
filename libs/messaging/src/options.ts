import type { Topic } from '@chiron/contracts/core';
import type { Type } from '@nestjs/common';

export interface MessagingOptions {
  /** The service's name: its consumer group, and its place in operations' addresses. */
  readonly service: string;
  /** `kafka://host:port[,host:port…]` or `postgres://role:password@host:port/bus` */
  readonly bus: string;
  /** Every topic this service sends to; it makes them at start. */
  readonly publishes: readonly Topic[];
  /** Classes marked with `@Reaction`; they become providers of the module. */
  readonly reactions: readonly Type[];
  /**
   * How long the inbox remembers an event, counted from the event's own time; default 30 days. A delivery later than
   * that may run a reaction a second time, which its `revision` must make harmless.
   */
  readonly rememberDays?: number;
}

/** The options as a provider. */
export class Messaging implements MessagingOptions {
  readonly service: string;
  readonly bus: string;
  readonly publishes: readonly Topic[];
  readonly reactions: readonly Type[];
  readonly rememberDays: number;

  constructor(options: MessagingOptions) {
    this.service = options.service;
    this.bus = options.bus;
    this.publishes = options.publishes;
    this.reactions = options.reactions;
    this.rememberDays = options.rememberDays ?? 30;
  }
}
