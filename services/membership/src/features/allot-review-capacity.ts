import { Injectable } from '@nestjs/common';
import { ReviewCapacities } from '../domain/review-capacities.js';
import { allot, type ReviewCapacity, type SeasonOfPerson } from '../domain/review-capacity.js';

export interface AllotReviewCapacityCommand extends SeasonOfPerson {
  readonly asked: ReviewCapacity;
  readonly by: string;
  /** refuses where the caller has not seen the present revision, 0 where nothing was said yet */
  readonly expected: (revision: number) => void;
}

/** Staff say how many reviews somebody takes on in a season, and which service has how many of them. */
@Injectable()
export class AllotReviewCapacity {
  constructor(private readonly capacities: ReviewCapacities) {}

  run({
    personId,
    season,
    asked,
    by,
    expected,
  }: AllotReviewCapacityCommand): Promise<{ personId: string; revision: number }> {
    return this.capacities.change({ personId, season }, by, (of, present) => allot(of, present, asked), expected);
  }
}
