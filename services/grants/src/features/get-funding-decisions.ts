import { Injectable } from '@nestjs/common';
import { DecisionRounds } from '../domain/decision-rounds.js';
import { fundedIn, Payables, type FundingDecisions } from '../domain/funding-decisions.js';

/** The money of a decided round, for finance, officers and the approver: no review, no score, nobody who was not funded. */
@Injectable()
export class GetFundingDecisions {
  constructor(
    private readonly rounds: DecisionRounds,
    private readonly payables: Payables,
  ) {}

  async run({ callId, by }: { readonly callId: string; readonly by: string }): Promise<FundingDecisions> {
    const entry = await this.rounds.enter(callId, by);
    const { round, funded, totalMinor, leftMinor } = fundedIn(entry, await this.rounds.read(callId));
    const payables = await this.payables.of(funded.map(({ applicationId }) => applicationId));
    const { currency, budgetMinor } = entry.call.award;
    return {
      state: round.state,
      decidedBy: round.decidedBy,
      decidedAt: round.decidedAt,
      announcedAt: round.state === 'announced' ? round.announcedAt : null,
      currency,
      budgetMinor,
      totalMinor,
      leftMinor,
      items: funded.map((one) => ({ ...payables.get(one.applicationId)!, ...one })),
    };
  }
}
