import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Access, asOfficer } from '../domain/access.js';
import { answerAppeal } from '../domain/appeal.js';
import { asRoundOfficer, DecisionRounds } from '../domain/decision-rounds.js';
import { Appeals, type KeptAppeal } from '../domain/appeals.js';

export interface AnswerAppealCommand {
  readonly applicationId: string;
  readonly by: string;
  readonly upheld: boolean;
  readonly reason: string;
  readonly match: (revision: number) => void;
}

/**
 * An officer's answer to an appeal, who neither decided the round nor has a conflict in it; the applicant is written to.
 * Refuses `appeal-decided`, `appeal-by-decider`, `conflict-in-round`.
 */
@Injectable()
export class AnswerAppeal {
  constructor(
    private readonly access: Access,
    private readonly rounds: DecisionRounds,
    private readonly appeals: Appeals,
    private readonly clock: Clock,
  ) {}

  async run({ applicationId, by, upheld, reason, match }: AnswerAppealCommand): Promise<KeptAppeal> {
    const { application } = asOfficer(await this.access.to(applicationId, by));
    const { personId } = asRoundOfficer(await this.rounds.enter(application.callId, by));
    const at = this.clock.now();
    return this.appeals.change(
      applicationId,
      (present, round) => answerAppeal(present, round, { upheld, reason, by: personId, at }),
      match,
    );
  }
}
