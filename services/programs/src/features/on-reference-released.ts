import type { ChironEvent } from '@chiron/contracts/core';
import { ReferenceReleased } from '@chiron/contracts/membership';
import { Reaction } from '@chiron/messaging';
import { KnownPeople } from '../domain/known-people.js';

interface Released {
  readonly source: string;
  readonly sourcedId: string;
}

/** Staff unlinked a bare reference: its person is unknown again, and enrollments that only the link made active wait. */
@Reaction({ on: [ReferenceReleased] })
export class OnReferenceReleased {
  constructor(private readonly people: KnownPeople) {}

  run(events: readonly ChironEvent<Released>[]): Promise<void> {
    return this.people.resolve(events.map(({ data, revision }) => ({ ...data, personId: null, revision })));
  }
}
