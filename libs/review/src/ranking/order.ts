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
    value !== null ? sign * value : mean === null ? Infinity : sign * mean,
  ];
  const compare = (one: Placed, other: Placed): number => {
    const [a, b] = [key(one), key(other)];
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
  return sorted.map((one, i) => {
    const undecided = (other: Placed): boolean =>
      other.application !== one.application &&
      compare(one, other) === 0 &&
      !decided.get(one.application)?.has(other.application);
    const level = sorted.some(undecided);
    const ranks = sorted.flatMap((other, j) => (other === one || undecided(other) ? [j + 1] : []));
    return {
      application: one.application,
      level,
      rank: level ? ranks.reduce((a, b) => a + b, 0) / ranks.length : i + 1,
    };
  });
}
