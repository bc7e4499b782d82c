import { normal, seeded } from '../random.js';
import { MixedModel, REVIEWS_TO_JUDGE_SEVERITY, type Variances } from './mixed-model.js';
import { designOf, type Design, type Score } from './scores.js';

export type { Score } from './scores.js';

export interface RankingRequest {
  readonly scores: readonly Score[];
  /** Which end of the scale is best: `'least'` for NIH's 1 to 9. */
  readonly best: 'least' | 'most';
  /** How sure the interval of the rank shall be (0.9 unless the call says otherwise). */
  readonly level?: number;
  /** Parametric draws behind the interval (1000). */
  readonly draws?: number;
  readonly seed?: number;
  /** How many can be funded: the line between that rank and the next; draws the bubble. */
  readonly line?: number;
}

export interface Ranked {
  readonly application: string;
  readonly reviews: number;
  readonly mean: number;
  readonly median: number;
  /** Standard deviation of its scores; null with one review. */
  readonly spread: number | null;
  /** Mean of its scores without the severity of those who gave them. */
  readonly adjusted: number;
  /** Reviewers of it whose severity is unknown (fewer than three reviews): their scores are taken as they are. */
  readonly unjudged: number;
  readonly rankByMean: number;
  readonly rankByAdjusted: number;
  /** The expected rank of the application's true level, and the interval that holds it. */
  readonly expectedRank: number;
  readonly interval: readonly [best: number, worst: number];
  /** The interval crosses the funding line. */
  readonly bubble: boolean;
  /** The connected part of the graph of reviews it lies in, from 1; across parts severity cannot be compared. */
  readonly part: number;
}

export interface Ranking {
  /** In the order of the adjusted score, best first; ties by id. */
  readonly applications: readonly Ranked[];
  readonly severity: readonly {
    readonly reviewer: string;
    readonly reviews: number;
    readonly severity: number | null;
  }[];
  readonly variances: Variances;
  readonly intraClassCorrelation: number;
  /** More than 1: some applications share no reviewers, directly or through others; their adjusted order is weak. */
  readonly parts: number;
  readonly level: number;
  readonly method: string;
}

const METHOD =
  'Linear mixed model (application + reviewer + error), variances by REML (Patterson and Thompson 1971), severity as ' +
  'best linear unbiased prediction (Henderson 1975); rank intervals from parametric draws given the scores with the ' +
  'variances held (conditional simulation; expected ranks as in Heyard et al. 2022).';

/**
 * Ranks applications by their scores: raw and adjusted side by side, never one instead of the other. A complete design,
 * in which everybody scored everything, keeps its raw means. Pure; a thousand applications take about a second.
 */
export function rank(request: RankingRequest): Ranking {
  const level = request.level ?? 0.9;
  if (!(level > 0 && level < 1)) throw new RangeError('The level of an interval lies between 0 and 1');
  const design = designOf(request.scores);
  const n = design.applications.length;
  if (n === 0) {
    const none = { application: 0, reviewer: 0, error: 0 };
    return {
      applications: [],
      severity: [],
      variances: none,
      intraClassCorrelation: 0,
      parts: 0,
      level,
      method: METHOD,
    };
  }
  const model = new MixedModel(design);
  const { severity, level: levels } = model.predict(design.score);
  const sign = request.best === 'least' ? 1 : -1;
  const raw = rawFigures(design);
  const adjusted = raw.mean.slice();
  design.score.forEach((_, i) => {
    const a = design.application[i]!;
    adjusted[a]! -= severity[design.reviewer[i]!]! / design.perApplication[a]!;
  });
  const draws = drawRanks(design, model, levels, sign, request.draws ?? 1000, request.seed ?? 1);
  const low = (1 - level) / 2;
  const byMean = ranksOf(raw.mean, sign);
  const byAdjusted = ranksOf(adjusted, sign);
  const line = request.line;
  const applications = design.applications.map((application, a): Ranked => {
    const sorted = draws[a]!;
    const interval = [at(sorted, low), at(sorted, 1 - low)] as const;
    return {
      application,
      reviews: design.perApplication[a]!,
      mean: raw.mean[a]!,
      median: raw.median[a]!,
      spread: raw.spread[a]!,
      adjusted: adjusted[a]!,
      unjudged: raw.unjudged[a]!,
      rankByMean: byMean[a]!,
      rankByAdjusted: byAdjusted[a]!,
      expectedRank: sorted.length > 0 ? sorted.reduce((sum, r) => sum + r, 0) / sorted.length : byAdjusted[a]!,
      interval: sorted.length > 0 ? interval : [byAdjusted[a]!, byAdjusted[a]!],
      bubble: line !== undefined && interval[0] <= line && interval[1] > line,
      part: design.part[a]! + 1,
    };
  });
  applications.sort(
    (one, other) => sign * (one.adjusted - other.adjusted) || compare(one.application, other.application),
  );
  return {
    applications,
    severity: design.reviewers.map((reviewer, r) => {
      const reviews = design.perReviewer[r]!;
      return { reviewer, reviews, severity: reviews >= REVIEWS_TO_JUDGE_SEVERITY ? severity[r]! : null };
    }),
    variances: model.variances,
    intraClassCorrelation: model.intraClassCorrelation,
    parts: design.parts,
    level,
    method: METHOD,
  };
}

/** Less than any difference between scores, more than any error of rounding. */
const LEVEL = 1e-6;

/**
 * Ranks of the true levels, drawn given the scores: simulate levels, severities and errors from the fitted variances,
 * predict from the simulated scores, and carry the error of that prediction over to the real one. That is an exact draw
 * from the levels' distribution given the scores, with one solution of the system for each (Hoffman and Ribak 1991).
 */
function drawRanks(design: Design, model: MixedModel, levels: Float64Array, sign: number, draws: number, seed: number) {
  const { application, reviewer, score } = design;
  const n = design.applications.length;
  const random = seeded(seed);
  const between = Math.sqrt(model.variances.application);
  const severity = Math.sqrt(model.variances.reviewer);
  const error = Math.sqrt(model.variances.error);
  const ranks = design.applications.map(() => new Uint32Array(draws));
  const level = new Float64Array(n);
  const bias = new Float64Array(design.reviewers.length);
  const simulated = new Float64Array(score.length);
  for (let draw = 0; draw < draws; draw++) {
    for (let a = 0; a < n; a++) level[a] = between * normal(random);
    for (let r = 0; r < bias.length; r++) {
      bias[r] = design.perReviewer[r]! >= REVIEWS_TO_JUDGE_SEVERITY ? severity * normal(random) : 0;
    }
    for (let i = 0; i < score.length; i++) {
      simulated[i] = level[application[i]!]! + bias[reviewer[i]!]! + error * normal(random);
    }
    const predicted = model.predict(simulated).level;
    for (let a = 0; a < n; a++) level[a] = sign * (levels[a]! + level[a]! - predicted[a]!);
    // where the scores show no difference between applications, every order of them is as likely
    if (between === 0) for (let a = 0; a < n; a++) level[a]! += LEVEL * normal(random);
    const sorted = level.slice().sort();
    for (let a = 0; a < n; a++) ranks[a]![draw] = firstAtLeast(sorted, level[a]!) + 1;
  }
  for (const each of ranks) each.sort();
  return ranks;
}

function rawFigures(design: Design) {
  const n = design.applications.length;
  const values: number[][] = Array.from({ length: n }, () => []);
  const unjudged = new Int32Array(n);
  design.score.forEach((score, i) => {
    values[design.application[i]!]!.push(score);
    if (design.perReviewer[design.reviewer[i]!]! < REVIEWS_TO_JUDGE_SEVERITY) unjudged[design.application[i]!]!++;
  });
  const mean = Float64Array.from(values, (scores) => scores.reduce((sum, score) => sum + score, 0) / scores.length);
  const median = values.map((scores) => {
    const sorted = scores.sort((one, other) => one - other);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  });
  const spread = values.map((scores, a) =>
    scores.length < 2 ? null : Math.sqrt(scores.reduce((sum, s) => sum + (s - mean[a]!) ** 2, 0) / (scores.length - 1)),
  );
  return { mean, median, spread, unjudged };
}

/** Rank from 1; ties share the mean of their ranks. */
export function ranksOf(values: ArrayLike<number>, sign: number): Float64Array {
  const sorted = Float64Array.from(values, (value) => sign * value).sort();
  return Float64Array.from(values, (value) => {
    const first = firstAtLeast(sorted, sign * value - 1e-9);
    let last = first;
    while (last + 1 < sorted.length && sorted[last + 1]! <= sign * value + 1e-9) last++;
    return (first + last) / 2 + 1;
  });
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function at(sorted: Uint32Array, q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(q * (sorted.length - 1))))] ?? 0;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
