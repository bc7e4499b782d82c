import type { ChironEvent } from '@chiron/contracts/core';
import { CommitteeServed, type CommitteeServiceFacts } from '@chiron/contracts/grants';
import { Reaction } from '@chiron/messaging';
import { toldBy } from '../domain/entries.js';
import { GrantEntries } from '../domain/grant-entries.js';

/** Service on a committee stands in the record by committee and year; what was reviewed is told nowhere. */
@Reaction({ on: [CommitteeServed] })
export class OnCommitteeServed {
  constructor(private readonly entries: GrantEntries) {}

  async run(events: readonly ChironEvent<CommitteeServiceFacts>[]): Promise<void> {
    await this.entries.keepService(events.map(toldBy));
  }
}
