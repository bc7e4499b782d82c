import type { ChironEvent } from '@chiron/contracts/core';
import { GrantAwarded, type GrantFacts } from '@chiron/contracts/grants';
import { Reaction } from '@chiron/messaging';
import { toldBy } from '../domain/entries.js';
import { GrantEntries } from '../domain/grant-entries.js';

/** A grant stands in the record of its principal investigator and team once it is announced. */
@Reaction({ on: [GrantAwarded] })
export class OnGrantsAwarded {
  constructor(private readonly entries: GrantEntries) {}

  async run(events: readonly ChironEvent<GrantFacts>[]): Promise<void> {
    await this.entries.keepGrants(events.map(toldBy));
  }
}
