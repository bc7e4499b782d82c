import type { ChironEvent } from '@chiron/contracts/core';
import { OfferingListed, type OfferingFacts } from '@chiron/contracts/programs';
import { Reaction } from '@chiron/messaging';
import { Entries, toldBy } from '../domain/entries.js';

/** Entries of a record bear their offering's title. */
@Reaction({ on: [OfferingListed] })
export class OnOfferingsListed {
  constructor(private readonly entries: Entries) {}

  async run(events: readonly ChironEvent<OfferingFacts>[]): Promise<void> {
    await this.entries.keepOfferings(events.map(toldBy));
  }
}
