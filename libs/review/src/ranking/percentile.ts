/** NIH takes percentiles only where this many applications make the base. */
export const PERCENTILE_BASE = 25;

/**
 * The percentile of a score as NIH reckons it: 100 (k − 0.5) / N, rounded up, with k the rank of the score in the base
 * (this and the previous two rounds of that committee, its own round included), ties averaged; 1 is best. Null where
 * the base has fewer than 25 applications or does not hold the score.
 */
export function percentile(score: number, base: readonly number[], best: 'least' | 'most'): number | null {
  if (base.length < PERCENTILE_BASE) return null;
  const better = base.filter((other) => (best === 'least' ? other < score : other > score)).length;
  const equal = base.filter((other) => other === score).length;
  if (equal === 0) return null;
  const rank = better + (equal + 1) / 2;
  return Math.ceil((100 * (rank - 0.5)) / base.length - 1e-9);
}

/** A committee's vote as NIH reckons it: the mean of the members' votes to one decimal, times ten (10 to 90). */
export function voteScore(votes: readonly number[]): number | null {
  if (votes.length === 0) return null;
  return Math.round((votes.reduce((sum, vote) => sum + vote, 0) / votes.length) * 10 + 1e-9);
}
