import type { ChironEvent } from '@chiron/contracts/core';
import { ReviewCapacityAllotted } from '@chiron/contracts/membership';
import { Reaction } from '@chiron/messaging';
import { Allotments } from '@chiron/review/mount';

interface Allotted {
  readonly personId: string;
  readonly season: string;
  readonly allotments: readonly { readonly service: string; readonly reviews: number }[];
}

/** How much of what somebody takes on in a season membership allots to committees here; where it names no share, none. */
@Reaction({ on: [ReviewCapacityAllotted] })
export class OnReviewCapacityAllotted {
  constructor(private readonly allotments: Allotments) {}

  run(events: readonly ChironEvent<Allotted>[]): Promise<void> {
    return this.allotments.keep(
      events.map(({ data: { personId, season, allotments }, revision }) => ({
        personId,
        season,
        reviews: allotments.find(({ service }) => service === 'grants')?.reviews ?? 0,
        revision,
      })),
    );
  }
}
