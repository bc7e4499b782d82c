import { Injectable } from '@nestjs/common';
import type { AdministrativeReview } from '../domain/administrative-review.js';
import { AdministrativeReviews, type Looked } from '../domain/administrative-reviews.js';
import { asRoundOfficer, DecisionRounds } from '../domain/decision-rounds.js';

export interface ListAdministrativeReviewsQuery {
  readonly callId: string;
  readonly by: string;
  readonly outcome?: AdministrativeReview['outcome'] | 'open' | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** What officers have looked at, and what waits for them; an officer's own application is not among them. */
@Injectable()
export class ListAdministrativeReviews {
  constructor(
    private readonly rounds: DecisionRounds,
    private readonly looks: AdministrativeReviews,
  ) {}

  async run({ by, ...query }: ListAdministrativeReviewsQuery): Promise<Looked[]> {
    const entry = await this.rounds.enter(query.callId, by);
    // A list that leaves out what somebody may not know of needs nobody without a conflict.
    const { personId } = asRoundOfficer({ ...entry, conflicted: false });
    return this.looks.list({ ...query, personId, today: entry.today });
  }
}
