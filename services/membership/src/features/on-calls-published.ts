import type { ChironEvent } from '@chiron/contracts/core';
import { CallPublished } from '@chiron/contracts/grants';
import { Reaction } from '@chiron/messaging';
import { toldBy } from '../domain/entries.js';
import { GrantEntries, type CallTold } from '../domain/grant-entries.js';

/** Entries of a record bear the code and year of the call they belong to. */
@Reaction({ on: [CallPublished] })
export class OnCallsPublished {
  constructor(private readonly entries: GrantEntries) {}

  async run(events: readonly ChironEvent<CallTold>[]): Promise<void> {
    await this.entries.keepCalls(events.map(toldBy));
  }
}
