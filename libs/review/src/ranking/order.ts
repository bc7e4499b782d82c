/** What an application is ordered by. */
export interface Placed {
  readonly application: string;
  /** Its score of record; null where it has none (not discussed, not voted): those come last. */
  readonly value: number | null;
  /** Orders those without a score of record among themselves. */
  readonly mean: number | null;
}

export interface Place {
  readonly application: string;
  /** From 1; those that stand level share the mean of their ranks. */
  readonly rank: number;
  /** Another stands level with it, and nobody has decided between them. */
  readonly level: boolean;
}

/** Scores that differ by less than a rounding error are the same score: a tie is never broken by the order of a sum. */
export const rounded = (score: number): number => Math.round(score * 1e9) / 1e9;

/**
 * The order of record. Each decision (a discussion or a lot, the earliest first) puts the applications it names into its
 * order, on the places that they held together; what it names besides is passed over. So the order of those somebody may
 * know is the same whether or not the others exist.
 */
export function placesOfRecord(
  placed: readonly Placed[],
  best: 'least' | 'most',
  decisions: readonly (readonly string[])[] = [],
): readonly Place[] {
  const sign = best === 'least' ? 1 : -1;
  const key = ({ value, mean }: Placed): readonly [number, number] => [
    value === null ? 1 : 0,
    value !== null ? sign * rounded(value) : mean === null ? Infinity : sign * rounded(mean),
  ];
  const keys = new Map(placed.map((one) => [one.application, key(one)]));
  const compare = (one: Placed, other: Placed): number => {
    const [a, b] = [keys.get(one.application)!, keys.get(other.application)!];
    return a[0] - b[0] || (a[1] === b[1] ? 0 : a[1] - b[1]);
  };
  const sorted = [...placed].sort(
    (one, other) => compare(one, other) || (one.application < other.application ? -1 : 1),
  );
  const decided = new Map<string, Set<string>>();
  for (const decision of decisions) {
    const at = sorted.flatMap((one, i) => (decision.includes(one.application) ? [i] : []));
    const inOrder = decision.flatMap((id) => sorted.filter(({ application }) => application === id));
    at.forEach((place, i) => (sorted[place] = inOrder[i]!));
    for (const id of decision) decided.set(id, new Set([...(decided.get(id) ?? []), ...decision]));
  }
  const alike = new Map<string, number[]>();
  sorted.forEach(({ application }, i) => {
    const text = keys.get(application)!.join();
    const before = alike.get(text);
    if (before) before.push(i);
    else alike.set(text, [i]);
  });
  return sorted.map(({ application }, i) => {
    const undecided = alike
      .get(keys.get(application)!.join())!
      .filter((j) => j !== i && !decided.get(application)?.has(sorted[j]!.application));
    const ranks = [i, ...undecided];
    const rank = ranks.reduce((sum, j) => sum + j + 1, 0) / ranks.length;
    return { application, level: undecided.length > 0, rank };
  });
}
