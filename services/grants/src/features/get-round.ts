import { Injectable } from '@nestjs/common';
import { asOperator, DecisionRounds, type KeptRound } from '../domain/decision-rounds.js';
import { plan, type Plan } from '../domain/round.js';

export interface RoundRead extends KeptRound {
  readonly plan: Plan;
}

/** The round as it is prepared, for officers and the approver without a conflict in it. */
@Injectable()
export class GetRound {
  constructor(private readonly rounds: DecisionRounds) {}

  async run({ callId, by }: { readonly callId: string; readonly by: string }): Promise<RoundRead> {
    const { call } = asOperator(await this.rounds.enter(callId, by));
    const kept = await this.rounds.read(callId);
    return { ...kept, plan: plan(kept.items, kept.candidates, call.award, kept.waiting) };
  }
}
