import { Injectable } from '@nestjs/common';
import { reviewProblems } from '../../problems.js';
import { compareFunding, type FundingChange, type FundingRule } from '../../ranking/budget.js';
import { FundingRules, type Outcome } from '../domain/funding.js';
import { Sight } from '../domain/sight.js';
import { Standings } from '../domain/standings.js';

export interface TryFundingCommand {
  readonly committeeId: string;
  readonly personId: string;
  /** The stored one where absent. */
  readonly rule?: FundingRule;
  /** What if this score were another? */
  readonly moved?: { readonly applicationId: string; readonly reviewerId: string; readonly score: number };
}

export interface FundingView {
  outcome: Outcome;
  /** against the scores as they are where one moved, else against the stored rule; null where there is none */
  change: FundingChange | null;
}

@Injectable()
export class TryFunding {
  constructor(
    private readonly sight: Sight,
    private readonly standings: Standings,
    private readonly rules: FundingRules,
  ) {}

  /** Says what a rule, or a score that moves, would change; keeps nothing. For who operates the round's figures. */
  async run({ committeeId, personId, rule, moved }: TryFundingCommand): Promise<FundingView> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    const stored = await this.rules.present(committeeId);
    const chosen = rule ?? stored?.rule;
    if (!chosen) throw reviewProblems.refuse('funding-not-set');
    const { known, order } = await this.standings.of(view);
    const now = await this.standings.funded(view, order, chosen);
    if (moved) {
      const other = await this.standings.ifMoved(known, moved);
      const outcome = await this.standings.funded(view, other.order, chosen);
      return { outcome, change: compareFunding(now, outcome) };
    }
    const before = stored && (await this.standings.funded(view, order, stored.rule));
    return { outcome: now, change: before && compareFunding(before, now) };
  }
}
