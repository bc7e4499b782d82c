import type { ChironEvent } from '@chiron/contracts/core';
import {
  ApplicationReopened,
  ApplicationReturned,
  ApplicationReturnedWithoutReview,
  ApplicationSubmitted,
  ApplicationWithdrawn,
  LetterDeclined,
  LetterInvited,
  OutcomeAnnounced,
} from '@chiron/contracts/grants';
import { Reaction } from '@chiron/messaging';
import { applicationTold, GrantEntries } from '../domain/grant-entries.js';

/** Each application that was handed in is an entry in the record of those who take part, for their own eyes. */
@Reaction({
  on: [
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ApplicationReturned,
    ApplicationReopened,
    LetterInvited,
    LetterDeclined,
    ApplicationReturnedWithoutReview,
    OutcomeAnnounced,
  ],
})
export class OnApplicationsTold {
  constructor(private readonly entries: GrantEntries) {}

  async run(events: readonly ChironEvent<Parameters<typeof applicationTold>[0]['data']>[]): Promise<void> {
    await this.entries.keepApplications(events.map(applicationTold));
  }
}
