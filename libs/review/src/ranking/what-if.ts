import { compareFunding, fund, type Asking, type Funding, type FundingChange, type FundingRule } from './budget.js';
import { rank, type Ranked, type RankingRequest, type Score } from './rank.js';

/** Data of the cycle, fixed before reviews open. */
export type ScoreOfRecord = 'mean' | 'adjusted' | { readonly votes: ReadonlyMap<string, number> };

/** The order by the score of record, best first; ties by id until somebody decides them. */
export function orderOfRecord(
  ranked: readonly Ranked[],
  record: ScoreOfRecord,
  best: 'least' | 'most',
): readonly string[] {
  const value = (one: Ranked): number => {
    if (record === 'mean') return one.mean;
    if (record === 'adjusted') return one.adjusted;
    return record.votes.get(one.application) ?? (best === 'least' ? Infinity : -Infinity);
  };
  const sign = best === 'least' ? 1 : -1;
  return ranked
    .map((one) => ({ application: one.application, key: sign * value(one) }))
    .sort((one, other) =>
      one.key === other.key ? (one.application < other.application ? -1 : 1) : one.key - other.key,
    )
    .map((one) => one.application);
}

/** What the funding would be, and what would change, if one score were another. The intervals are not drawn anew. */
export function ifScoreMoves(
  request: RankingRequest,
  record: ScoreOfRecord,
  asking: ReadonlyMap<string, Omit<Asking, 'application'>>,
  rule: FundingRule,
  moved: Score,
): { readonly before: Funding; readonly after: Funding; readonly change: FundingChange } {
  const same = (score: Score): boolean => score.application === moved.application && score.reviewer === moved.reviewer;
  if (!request.scores.some(same)) throw new RangeError(`${moved.reviewer} has not scored ${moved.application}`);
  const funding = (scores: readonly Score[]): Funding => {
    const ranked = rank({ ...request, scores, draws: 0 }).applications;
    const order = orderOfRecord(ranked, record, request.best);
    return fund(
      order.map((application) => ({ application, asked: 0, ...asking.get(application) })),
      rule,
    );
  };
  const before = funding(request.scores);
  const after = funding(request.scores.map((score) => (same(score) ? moved : score)));
  return { before, after, change: compareFunding(before, after) };
}
