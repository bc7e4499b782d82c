import type { ChironEvent } from '@chiron/contracts/core';
import { PrivacyHoldLifted, PrivacyHoldPlaced } from '@chiron/contracts/membership';
import { Reaction } from '@chiron/messaging';
import { Told } from '../domain/told.js';

/** Whoever is held appears on no public page, at once and until the hold is lifted. */
@Reaction({ on: [PrivacyHoldPlaced, PrivacyHoldLifted] })
export class OnPrivacyHoldsTold {
  constructor(private readonly people: Told) {}

  run(events: readonly ChironEvent<{ readonly personId: string }>[]): Promise<void> {
    return this.people.hold(
      events.map(({ type, data: { personId }, revision }) => ({
        personId,
        revision,
        held: type === PrivacyHoldPlaced.type,
      })),
    );
  }
}
