import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Access } from '../domain/access.js';
import type { AdministrativeReview } from '../domain/administrative-review.js';
import { AdministrativeReviews } from '../domain/administrative-reviews.js';

export interface LookRead {
  readonly review: AdministrativeReview;
  /** whether all of it may be shown */
  readonly officer: boolean;
}

/**
 * The first look at an application: officers read it all, those who take part only that it was returned and why. That it
 * was accepted is told to nobody before the announcement.
 */
@Injectable()
export class GetAdministrativeReview {
  constructor(
    private readonly access: Access,
    private readonly looks: AdministrativeReviews,
  ) {}

  async run({ applicationId, by }: { readonly applicationId: string; readonly by: string }): Promise<LookRead> {
    const entry = await this.access.to(applicationId, by);
    const review = await this.looks.find(applicationId);
    const officer = entry.as === 'officer';
    if (!review || !(officer || review.outcome === 'returned-without-review'))
      throw coreProblems.refuse('not-found', { kind: 'administrative review', id: applicationId });
    return { review, officer };
  }
}
