import { Injectable } from '@nestjs/common';
import { grantsProblems } from '@chiron/contracts/grants';
import { Audit } from '../domain/audit.js';
import { asOperator, DecisionRounds, type KeptRound } from '../domain/decision-rounds.js';
import { asRecommended, plan, reopened, type Item, type Plan } from '../domain/round.js';

export interface PrepareDecisionsCommand {
  readonly callId: string;
  readonly by: string;
  /** absent: as the committees recommend */
  readonly items: readonly Item[] | undefined;
  readonly match: (revision: number) => void;
  readonly dryRun: boolean;
}
export interface Prepared extends Pick<KeptRound, 'round' | 'revision'> {
  readonly plan: Plan;
}

/**
 * Prepares the decisions of a round in bulk, by an officer or the approver. A dry run answers with the very plan, faults
 * and all, and keeps nothing. Refuses `decisions-unusable` with every fault, `round-announced`, `conflict-in-round`.
 */
@Injectable()
export class PrepareDecisions {
  constructor(
    private readonly rounds: DecisionRounds,
    private readonly audit: Audit,
  ) {}

  async run({ callId, by, items, match, dryRun }: PrepareDecisionsCommand): Promise<Prepared> {
    const { call, personId } = asOperator(await this.rounds.enter(callId, by));
    const planned = ({ candidates, waiting }: KeptRound): Plan =>
      plan(items ?? asRecommended(candidates), candidates, call.award, waiting);
    if (dryRun) {
      const kept = await this.rounds.read(callId);
      match(kept.revision);
      reopened(kept.round); // refuses what a run would
      return { round: kept.round, revision: kept.revision, plan: planned(kept) };
    }
    let made: Plan | undefined;
    const { round, revision } = await this.rounds.change(
      callId,
      personId,
      (kept) => {
        const round = reopened(kept.round);
        made = planned(kept);
        if (made.faults.length > 0) throw grantsProblems.refuse('decisions-unusable', {}, made.faults);
        return { round, items: made.items };
      },
      {
        match,
        then: (kept) =>
          this.audit.note({ callId, applicationId: null, by: personId, act: 'prepared decisions', facts: { plan: made, revision: kept.revision } }), // prettier-ignore
      },
    );
    return { round, revision, plan: made! };
  }
}
