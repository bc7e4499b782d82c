import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { submitted } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import { lookAt, type AdministrativeReview, type Checks } from '../domain/administrative-review.js';
import { AdministrativeReviews } from '../domain/administrative-reviews.js';
import { PassBlinding } from './pass-blinding.js';

export interface ReviewAdministrativelyCommand {
  readonly applicationId: string;
  readonly by: string;
  readonly checks: Checks;
  readonly reason: string | null;
  /** refuses another revision of the application than the one that was looked at */
  readonly match: (revision: number) => void;
}

/**
 * The officer's first look: it goes to review, or is returned without. Whoever takes part in it looks at another. Where
 * reviewers must not know who applies, nothing that names the team goes to them.
 */
@Injectable()
export class ReviewAdministratively {
  constructor(
    private readonly gate: PassBlinding,
    private readonly applications: Applications,
    private readonly looks: AdministrativeReviews,
    private readonly clock: Clock,
  ) {}

  async run({
    applicationId,
    by,
    checks,
    reason,
    match,
  }: ReviewAdministrativelyCommand): Promise<AdministrativeReview> {
    const { entry, toReview } = await this.gate.run(applicationId, by);
    let made: AdministrativeReview | undefined;
    await this.looks.before(entry.application.callId, (inTime) =>
      this.applications.change(
        applicationId,
        (application) => {
          const { review, next, events } = lookAt(submitted(application), {
            checks,
            reason,
            by: entry.personId,
            at: this.clock.now(),
          });
          if (review.outcome === 'accepted') {
            inTime();
            toReview();
          }
          made = review;
          return { next, events };
        },
        { match, then: (next) => this.looks.keep(made!, next) },
      ),
    );
    return made!;
  }
}
