import type { FundingRule } from '../../ranking/budget.js';
import type { Ranking } from '../../ranking/rank.js';
import type { Outcome } from './funding.js';
import type { RankedApplication } from './ranking.js';
import type { CommitteeScores } from './scores.js';
import type { View } from './view.js';

/** Where the applications that somebody knows of stand. */
export interface Standing {
  readonly known: CommitteeScores;
  readonly ranking: Ranking;
  /** By the score of record, best first. */
  readonly order: readonly RankedApplication[];
}

/** The figures of a committee, as one person may know them. */
export abstract class Standings {
  abstract of(view: View): Promise<Standing>;
  /** The same with one score moved; refuses `no-such-score` where no such review counts, or off the scale. */
  abstract ifMoved(
    known: CommitteeScores,
    moved: { readonly applicationId: string; readonly reviewerId: string; readonly score: number },
  ): Promise<Standing>;
  /** Who would be funded by this rule. */
  abstract funded(view: View, order: readonly RankedApplication[], rule: FundingRule): Promise<Outcome>;
  /** All applications of a committee, for the service itself. */
  abstract whole(committeeId: string): Promise<Standing>;
}
