import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Audit } from '../domain/audit.js';
import { asApprover, DecisionRounds } from '../domain/decision-rounds.js';
import { decideAnew, type NewDecision } from '../domain/new-decision.js';
import { NewDecisions, type KeptNewDecision } from '../domain/new-decisions.js';
import type { NewDecisionCommand } from './prepare-new-decision.js';

/** The approver decides one application again, with a reason; nobody is told yet. Refuses `approver-needed`, `new-decision-state`. */
@Injectable()
export class DecideAnew {
  constructor(
    private readonly rounds: DecisionRounds,
    private readonly decisions: NewDecisions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async run(command: NewDecisionCommand & { readonly reason: string }): Promise<KeptNewDecision> {
    const { callId, applicationId, reason, match } = command;
    const { call, personId } = asApprover(await this.rounds.enter(callId, command.by));
    const at = this.clock.now();
    let made: KeptNewDecision | undefined;
    await this.rounds.change(callId, personId, ({ round }) => ({ round }), {
      then: async (kept) => {
        let saw: NewDecision | undefined;
        const decide = (present: NewDecision) =>
          decideAnew((saw = present), { ...kept, means: call.award }, { reason, by: personId, at });
        made = await this.decisions.change({ callId, applicationId }, personId, decide, match);
        await this.audit.note({ callId, applicationId, by: personId, act: 'decided anew', facts: { reason, saw } });
      },
    });
    return made!;
  }
}
