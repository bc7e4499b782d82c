import type { ChironEvent } from '@chiron/contracts/core';
import { PersonMerged, PersonRegistered, PersonSeparated } from '@chiron/contracts/membership';
import { Reaction } from '@chiron/messaging';
import { ReviewTeams } from '@chiron/review/mount';
import { Rechecks } from '../domain/blinding.js';
import { Told } from '../domain/told.js';

interface Person {
  readonly personId: string;
  readonly intoPersonId?: string;
}

/** Who is registered, and who is read as somebody else since a merge, until it is undone. */
@Reaction({ on: [PersonRegistered, PersonMerged, PersonSeparated] })
export class OnPeopleMerged {
  constructor(
    private readonly people: Told,
    private readonly committees: ReviewTeams,
    private readonly rechecks: Rechecks,
  ) {}

  async run(events: readonly ChironEvent<Person>[]): Promise<void> {
    await this.people.stand(
      events.map(({ data: { personId, intoPersonId = null }, revision }) => ({ personId, revision, intoPersonId })),
    );
    // Nobody reviews what turns out to be their own.
    for (const { data } of events) if (data.intoPersonId !== undefined) await this.committees.merged(data.personId);
    const merged = events.filter(({ data }) => data.intoPersonId !== undefined);
    await this.rechecks.ofPersons(merged.map(({ data }) => data.personId));
  }
}
