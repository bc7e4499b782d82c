/** One reviewer's score of one application. */
export interface Score {
  readonly application: string;
  readonly reviewer: string;
  readonly score: number;
}

/** Scores by number: applications, reviewers, and the connected parts of the graph they make. */
export interface Design {
  readonly applications: readonly string[];
  readonly reviewers: readonly string[];
  readonly application: Int32Array;
  readonly reviewer: Int32Array;
  readonly score: Float64Array;
  /** Reviews of each application and of each reviewer. */
  readonly perApplication: Int32Array;
  readonly perReviewer: Int32Array;
  /** The connected part of each application: only within one do reviewers tie applications together. */
  readonly part: Int32Array;
  readonly parts: number;
}

/** Numbers the scores; an application scored twice by one reviewer is a fault of the caller (RangeError). */
export function designOf(scores: readonly Score[]): Design {
  const applications = [...new Set(scores.map((score) => score.application))].sort();
  const reviewers = [...new Set(scores.map((score) => score.reviewer))].sort();
  const applicationAt = new Map(applications.map((id, i) => [id, i]));
  const reviewerAt = new Map(reviewers.map((id, i) => [id, i]));
  const n = applications.length;
  const ordered = scores
    .map((s) => ({ a: applicationAt.get(s.application)!, r: reviewerAt.get(s.reviewer)!, score: s.score }))
    .sort((one, other) => one.a - other.a || one.r - other.r);
  const parent = Int32Array.from({ length: n + reviewers.length }, (_, i) => i);
  const root = (node: number): number => {
    let at = node;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  const perApplication = new Int32Array(n);
  const perReviewer = new Int32Array(reviewers.length);
  ordered.forEach(({ a, r, score }, i) => {
    if (!Number.isFinite(score)) throw new RangeError('A score is a number');
    const before = ordered[i - 1];
    if (before && before.a === a && before.r === r)
      throw new RangeError(`${reviewers[r]} scored ${applications[a]} twice`);
    perApplication[a]!++;
    perReviewer[r]!++;
    parent[root(a)] = root(n + r);
  });
  const numbers = new Map<number, number>();
  const part = Int32Array.from({ length: n }, (_, a) => {
    const top = root(a);
    if (!numbers.has(top)) numbers.set(top, numbers.size);
    return numbers.get(top)!;
  });
  return {
    applications,
    reviewers,
    application: Int32Array.from(ordered, (s) => s.a),
    reviewer: Int32Array.from(ordered, (s) => s.r),
    score: Float64Array.from(ordered, (s) => s.score),
    perApplication,
    perReviewer,
    part,
    parts: numbers.size,
  };
}
