import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Audit } from '../domain/audit.js';
import { asApprover, DecisionRounds } from '../domain/decision-rounds.js';
import { decide, plan, type Plan } from '../domain/round.js';
import type { Prepared } from './prepare-decisions.js';

export interface DecideRoundCommand {
  readonly callId: string;
  readonly by: string;
  /** refuses another revision than the one the approver read */
  readonly match: (revision: number) => void;
}

/** The approver's decision on the round as it is prepared; nobody is told yet. Refuses `approver-needed`, `decisions-unusable`. */
@Injectable()
export class DecideRound {
  constructor(
    private readonly rounds: DecisionRounds,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async run({ callId, by, match }: DecideRoundCommand): Promise<Prepared> {
    const { call, personId } = asApprover(await this.rounds.enter(callId, by));
    let seen: Plan | undefined;
    const { round, revision } = await this.rounds.change(
      callId,
      personId,
      (kept) => {
        seen = plan(kept.items, kept.candidates, call.award, kept.waiting);
        return { round: decide(kept.round, seen, personId, this.clock.now()) };
      },
      {
        match,
        then: (kept) =>
          this.audit.note(
            { callId, applicationId: null, by: personId, act: 'decided the round', facts: { saw: { plan: seen }, revision: kept.revision } },
            ...seen!.items.map(({ applicationId, outcome, amountMinor, reason, recommended }) => ({
              callId, applicationId, by: personId, act: 'decided', facts: { outcome, amountMinor, reason, saw: { recommended } },
            })),
          ), // prettier-ignore
      },
    );
    return { round, revision, plan: seen! };
  }
}
