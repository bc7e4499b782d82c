import { Injectable } from '@nestjs/common';
import { Refusal } from '@chiron/contracts/core';
import type { Outcome } from '@chiron/contracts/grants';
import { Access, asApplicant } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import { Outcomes } from '../domain/outcomes.js';
import { Resubmissions, takeUp, type Resubmission } from '../domain/resubmission.js';

export interface TakeUpApplicationCommand {
  readonly applicationId: string;
  readonly earlierId: string;
  readonly introduction: string;
  readonly by: string;
}

/** Ties a draft to the applicant's earlier application, whose outcome and critiques go with it. */
@Injectable()
export class TakeUpApplication {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly outcomes: Outcomes,
    private readonly resubmissions: Resubmissions,
  ) {}

  async run({ applicationId, earlierId, introduction, by }: TakeUpApplicationCommand): Promise<Resubmission> {
    const { personId } = asApplicant(await this.access.to(applicationId, by));
    const earlier = asApplicant(await this.access.to(earlierId, by)).application;
    const outcome = await this.announced(earlierId);
    let made: Resubmission | undefined;
    await this.applications.change(
      applicationId,
      (draft) => {
        made = takeUp(draft, earlier, outcome, introduction);
        return { next: draft, events: [] };
      },
      { then: ({ callId }) => this.resubmissions.keep(made!, callId, personId) },
    );
    return made!;
  }

  /** Null where nothing was announced: returned without review, or still under way. */
  private async announced(applicationId: string): Promise<Outcome | null> {
    try {
      return (await this.outcomes.of(applicationId)).outcome;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'not-found') return null;
      throw error;
    }
  }
}
