import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Access, asApplicant } from '../domain/access.js';
import { appeal } from '../domain/appeal.js';
import { Appeals, type KeptAppeal } from '../domain/appeals.js';

export interface AppealDecisionCommand {
  readonly applicationId: string;
  readonly by: string;
  readonly grounds: string;
}

/** The applicant's appeal, once, while its window is open. */
@Injectable()
export class AppealDecision {
  constructor(
    private readonly access: Access,
    private readonly appeals: Appeals,
    private readonly clock: Clock,
  ) {}

  async run({ applicationId, by, grounds }: AppealDecisionCommand): Promise<KeptAppeal> {
    const { personId } = asApplicant(await this.access.to(applicationId, by));
    const at = this.clock.now();
    return this.appeals.change(applicationId, (present, round) =>
      appeal(round, present, { applicationId, grounds, by: personId, at }),
    );
  }
}
