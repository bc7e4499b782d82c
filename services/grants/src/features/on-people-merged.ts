import type { ChironEvent } from '@chiron/contracts/core';
import { PersonMerged, PersonRegistered, PersonSeparated } from '@chiron/contracts/membership';
import { Reaction } from '@chiron/messaging';
import { Told } from '../domain/told.js';

interface Person {
  readonly personId: string;
  readonly intoPersonId?: string;
}

/** Who is registered, and who is read as somebody else since a merge, until it is undone. */
@Reaction({ on: [PersonRegistered, PersonMerged, PersonSeparated] })
export class OnPeopleMerged {
  constructor(private readonly people: Told) {}

  run(events: readonly ChironEvent<Person>[]): Promise<void> {
    return this.people.stand(
      events.map(({ data: { personId, intoPersonId = null }, revision }) => ({ personId, revision, intoPersonId })),
    );
  }
}
