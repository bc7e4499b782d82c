import { Injectable } from '@nestjs/common';
import { reviewProblems } from '../../problems.js';
import type { FundingRule } from '../../ranking/budget.js';
import type { Score } from '../../ranking/rank.js';
import { outcome, type Outcome } from '../domain/funding.js';
import { inOrder, requestOf, type RankedApplication } from '../domain/ranking.js';
import { Reviewables } from '../domain/reviewables.js';
import { Scores, type CommitteeScores } from '../domain/scores.js';
import { Standings, type Standing } from '../domain/standings.js';
import type { View } from '../domain/view.js';
import { ranked } from './ranked.js';

/** Fits what the scores say in a thread of its own. */
@Injectable()
export class FittedStandings extends Standings {
  constructor(
    private readonly scores: Scores,
    private readonly reviewables: Reviewables,
  ) {
    super();
  }

  override async of(view: View): Promise<Standing> {
    return standing(await this.scores.seenBy(view), await this.scores.earlier(view));
  }

  override async whole(committeeId: string): Promise<Standing> {
    return standing(await this.scores.whole(committeeId));
  }

  override ifMoved(
    known: CommitteeScores,
    { applicationId, reviewerId, score }: { applicationId: string; reviewerId: string; score: number },
  ): Promise<Standing> {
    const is = (one: Score): boolean => one.application === applicationId && one.reviewer === reviewerId;
    if (!known.scores.some(is)) {
      throw reviewProblems.refuse('no-such-score', {}, [
        { pointer: '/moved/reviewerId', detail: 'No review of this application by this person counts.' },
      ]);
    }
    if (known.scale && !(score >= known.scale.least && score <= known.scale.most)) {
      throw reviewProblems.refuse('no-such-score', {}, [
        { pointer: '/moved/score', detail: `Give ${known.scale.least} to ${known.scale.most}.` },
      ]);
    }
    const scores = known.scores.map((one) => (is(one) ? { ...one, score } : one));
    return standing({ ...known, scores });
  }

  override async funded(view: View, order: readonly RankedApplication[], rule: FundingRule): Promise<Outcome> {
    const ids = order.map(({ applicationId }) => applicationId);
    return outcome(order, await this.reviewables.of(view.committee.roundId, ids), rule);
  }
}

async function standing(known: CommitteeScores, earlier: readonly CommitteeScores[] = []): Promise<Standing> {
  const { rule } = known;
  const ranking = await ranked(requestOf(known, rule));
  const base: number[] = [];
  for (const round of earlier.filter((one) => measuredAlike(one, known))) {
    const order = inOrder(round, await ranked(requestOf(round, rule)), rule);
    base.push(...order.map((one) => one.scoreOfRecord).filter((score) => score !== null));
  }
  return { known, ranking, order: inOrder(known, ranking, rule, base) };
}

/** Scores of another scale say nothing of where one stands on this. */
const measuredAlike = (one: CommitteeScores, other: CommitteeScores): boolean =>
  one.best === other.best && one.scale?.least === other.scale?.least && one.scale?.most === other.scale?.most;
