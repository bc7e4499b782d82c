import { Injectable } from '@nestjs/common';
import { asOperator, DecisionRounds } from '../domain/decision-rounds.js';
import { NewDecisions, type KeptNewDecision } from '../domain/new-decisions.js';
import type { NewDecisionCommand } from './prepare-new-decision.js';

/** What an upheld appeal opened, for officers and the approver without a conflict in the round. */
@Injectable()
export class GetNewDecision {
  constructor(
    private readonly rounds: DecisionRounds,
    private readonly decisions: NewDecisions,
  ) {}

  async run({ callId, applicationId, by }: Omit<NewDecisionCommand, 'match'>): Promise<KeptNewDecision> {
    asOperator(await this.rounds.enter(callId, by));
    return this.decisions.read({ callId, applicationId });
  }
}
