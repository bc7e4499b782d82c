import { Injectable } from '@nestjs/common';
import { Audit } from '../domain/audit.js';
import { asOperator, DecisionRounds } from '../domain/decision-rounds.js';
import { prepareAnew } from '../domain/new-decision.js';
import { NewDecisions, type KeptNewDecision } from '../domain/new-decisions.js';
import type { Item } from '../domain/round.js';

export interface NewDecisionCommand {
  readonly callId: string;
  readonly applicationId: string;
  readonly by: string;
  /** refuses another revision than the one that was read */
  readonly match: (revision: number) => void;
}

/** An officer or the approver prepares what an upheld appeal opened. Refuses `decisions-unusable`, `conflict-in-round`. */
@Injectable()
export class PrepareNewDecision {
  constructor(
    private readonly rounds: DecisionRounds,
    private readonly decisions: NewDecisions,
    private readonly audit: Audit,
  ) {}

  async run(command: NewDecisionCommand & Pick<Item, 'outcome' | 'amountMinor'>): Promise<KeptNewDecision> {
    const { callId, applicationId, outcome, amountMinor, match } = command;
    const { call, personId } = asOperator(await this.rounds.enter(callId, command.by));
    let made: KeptNewDecision | undefined;
    await this.rounds.change(callId, personId, ({ round }) => ({ round }), {
      then: async (kept) => {
        const standing = { ...kept, means: call.award };
        const prepare = (present: Parameters<typeof prepareAnew>[0]) =>
          prepareAnew(present, { outcome, amountMinor }, standing);
        made = await this.decisions.change({ callId, applicationId }, personId, prepare, match);
        const facts = { outcome, amountMinor };
        await this.audit.note({ callId, applicationId, by: personId, act: 'prepared a new decision', facts });
      },
    });
    return made!;
  }
}
