import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Audit } from '../domain/audit.js';
import { asRoundOfficer, DecisionRounds } from '../domain/decision-rounds.js';
import { announceAnew } from '../domain/new-decision.js';
import { NewDecisions, type KeptNewDecision } from '../domain/new-decisions.js';
import type { NewDecisionCommand } from './prepare-new-decision.js';

/** An officer tells this one applicant what was decided anew, and what is funded is a grant. Refuses `new-decision-state`. */
@Injectable()
export class AnnounceNewDecision {
  constructor(
    private readonly rounds: DecisionRounds,
    private readonly decisions: NewDecisions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async run({ callId, applicationId, by, match }: NewDecisionCommand): Promise<KeptNewDecision> {
    const entry = asRoundOfficer(await this.rounds.enter(callId, by));
    const { call, personId } = entry;
    const at = this.clock.now();
    let made: KeptNewDecision | undefined;
    await this.rounds.change(callId, personId, ({ round }) => ({ round }), {
      then: async (kept) => {
        let told: ReturnType<typeof announceAnew> | undefined;
        const announce = (present: Parameters<typeof announceAnew>[0]) =>
          (told = announceAnew(present, { ...kept, means: call.award }, personId, at)).next;
        made = await this.decisions.change({ callId, applicationId }, personId, announce, match);
        const { next, plan } = told!;
        await this.decisions.tell(entry, next, plan);
        const facts = { outcome: next.outcome, amountMinor: next.amountMinor };
        await this.audit.note({ callId, applicationId, by: personId, act: 'announced a new decision', facts });
      },
    });
    return made!;
  }
}
