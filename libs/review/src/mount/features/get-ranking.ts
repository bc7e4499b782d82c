import { Injectable } from '@nestjs/common';
import { reviewProblems } from '../../problems.js';
import type { Ranking } from '../../ranking/rank.js';
import type { RankedApplication } from '../domain/ranking.js';
import { Sight } from '../domain/sight.js';
import { Standings } from '../domain/standings.js';
import { administers, mustHaveSigned, shownTo } from '../domain/view.js';

export interface RankingView {
  scoreOfRecord: 'mean' | 'adjusted' | 'vote';
  best: 'least' | 'most';
  items: readonly RankedApplication[];
  /** of the reviewers; for who runs the committee, else null */
  severity: Ranking['severity'] | null;
  variances: Ranking['variances'];
  intraClassCorrelation: number;
  parts: number;
  level: number;
  method: string;
}

@Injectable()
export class GetRanking {
  constructor(
    private readonly sight: Sight,
    private readonly standings: Standings,
  ) {}

  /**
   * The ranking as this person may know it: everything is fitted, ordered and counted without the applications that are
   * hidden. Refuses `not-in-this-phase` as long as others' reviews do not show.
   */
  async run(committeeId: string, personId: string): Promise<RankingView> {
    const view = await this.sight.in(committeeId, personId);
    mustHaveSigned(view);
    if (shownTo(view).otherReviews !== 'always') {
      throw reviewProblems.refuse('not-in-this-phase', { phase: view.committee.phase });
    }
    const { known, ranking, order } = await this.standings.of(view);
    const { severity, variances, intraClassCorrelation, parts, level, method } = ranking;
    return {
      scoreOfRecord: known.rule.scoreOfRecord,
      best: known.best,
      items: order,
      severity: administers(view) ? severity : null,
      variances,
      intraClassCorrelation,
      parts,
      level,
      method,
    };
  }
}
