import { placesOfRecord, rounded, type Place } from '../../ranking/order.js';
import { percentile } from '../../ranking/percentile.js';
import type { Ranked, Ranking, RankingRequest } from '../../ranking/rank.js';
import type { CommitteeScores, RecordRule, ScoredApplication } from './scores.js';

/** One application in the order of record, with every figure side by side. */
export interface RankedApplication extends ScoredApplication {
  readonly rank: number;
  /** Another stands level with it, and nobody has decided between them. */
  readonly level: boolean;
  /** Of the kind that counts in this round; null where it has none. */
  readonly scoreOfRecord: number | null;
  /** As NIH reckons it; null where the base has fewer than 25 applications. */
  readonly percentile: number | null;
  /** How its place was decided where scores did not do it. */
  readonly decidedBy: 'discussion' | 'lot' | null;
  /** Null where no review of it counts yet. */
  readonly figures: Omit<Ranked, 'application' | 'bubble'> | null;
}

/** What is fitted, from the scores that are known. Draws are seeded, so that anybody can repeat them. */
export const requestOf = ({ scores, best }: CommitteeScores, { intervalLevel }: RecordRule): RankingRequest => ({
  scores,
  best,
  level: intervalLevel,
  draws: 1_000,
  seed: 1,
});

/** Applications by the score of record, best first. */
export function inOrder(
  known: CommitteeScores,
  { applications }: Pick<Ranking, 'applications'>,
  { scoreOfRecord }: Pick<RecordRule, 'scoreOfRecord'>,
  /** Scores of record of the earlier rounds in which percentiles are taken as well. */
  earlier: readonly number[] = [],
): readonly RankedApplication[] {
  const figures = new Map(applications.map((one) => [one.application, one]));
  // what is not discussed has critiques and scores of criteria, and no overall score
  const valueOf = ({ applicationId, vote, notDiscussed }: ScoredApplication): number | null => {
    if (notDiscussed) return null;
    if (scoreOfRecord === 'vote') return vote?.score ?? null;
    const score = figures.get(applicationId)?.[scoreOfRecord];
    return score === undefined ? null : rounded(score);
  };
  const base = [...earlier, ...known.applications.map(valueOf).filter((value) => value !== null)];
  const byId = new Map(known.applications.map((one) => [one.applicationId, one]));
  const places: readonly Place[] = placesOfRecord(
    known.applications.map((one) => ({
      application: one.applicationId,
      value: valueOf(one),
      mean: figures.get(one.applicationId)?.mean ?? null,
    })),
    known.best,
    known.decided.map((one) => one.applications),
  );
  return places.map(({ application, rank, level }) => {
    const one = byId.get(application)!;
    const last = known.decided.findLast((decided) => decided.applications.includes(application));
    const value = valueOf(one);
    return {
      ...one,
      rank,
      level,
      scoreOfRecord: value,
      percentile: value === null ? null : percentile(value, base, known.best),
      decidedBy: last?.byWay ?? null,
      figures: shown(figures.get(application)),
    };
  });
}

function shown(ranked: Ranked | undefined): RankedApplication['figures'] {
  if (!ranked) return null;
  const { application: _, bubble: __, ...figures } = ranked;
  return figures;
}

/** Whether the interval of the rank crosses the funding line; what is not discussed is not near it. */
export const inBubble = ({ figures, notDiscussed }: RankedApplication, line: number): boolean =>
  figures !== null && !notDiscussed && figures.interval[0] <= line && figures.interval[1] > line;
