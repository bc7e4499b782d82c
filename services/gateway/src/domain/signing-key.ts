/** When a key signs and for how long others must know it; in milliseconds since the epoch. */
export interface KeyTimes {
  readonly kid: string;
  /** from then on it signs, until the next key does */
  readonly signsFrom: number;
}

const minute = 60_000;
/** Tokens live ten minutes; the rest is for clocks that differ. */
export const publishedAfterwards = 15 * minute;
/** A new key is published this long before it signs, so that everybody who checks tokens has met it. */
export const publishedBefore = minute;

const byStart = <K extends KeyTimes>(keys: readonly K[]): K[] => [...keys].sort((a, b) => a.signsFrom - b.signsFrom);

/** The key that signs now: the latest whose time has come. */
export function signingKey<K extends KeyTimes>(keys: readonly K[], now: number): K | undefined {
  return byStart(keys)
    .filter((key) => key.signsFrom <= now)
    .at(-1);
}

/** The keys to publish: those that will sign, the one that signs, and those whose tokens may still live. */
export function publishedKeys<K extends KeyTimes>(keys: readonly K[], now: number): K[] {
  const ordered = byStart(keys);
  return ordered.filter((_, index) => {
    const next = ordered[index + 1];
    return !next || now < next.signsFrom + publishedAfterwards;
  });
}

/** Whether it is time for a new key: none is there, or the newest has signed for `every` milliseconds. */
export function isDue(keys: readonly KeyTimes[], every: number, now: number): boolean {
  const newest = byStart(keys).at(-1);
  return !newest || now >= newest.signsFrom + every;
}
