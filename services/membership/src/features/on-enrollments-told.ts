import type { ChironEvent } from '@chiron/contracts/core';
import { enrollmentEvents, type EnrollmentFacts } from '@chiron/contracts/programs';
import { Reaction } from '@chiron/messaging';
import { Entries, toldBy } from '../domain/entries.js';

/** Each enrollment is one entry of a record, as it stood after the last event. */
@Reaction({ on: enrollmentEvents })
export class OnEnrollmentsTold {
  constructor(private readonly entries: Entries) {}

  async run(events: readonly ChironEvent<EnrollmentFacts>[]): Promise<void> {
    await this.entries.keepEnrollments(events.map(toldBy));
  }
}
