const { cos, floor, imul, log, PI, sqrt } = Math;

/**
 * A small seeded generator of pseudo-random numbers in [0, 1) (mulberry32, period 2^32): the same seed gives the same
 * draws on every machine, so that a published seed lets anybody repeat a lot or an assignment. Not for secrets.
 */
export type Random = () => number;

/** Starts the generator. Only the lowest 32 bits of the seed count. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = imul(t ^ (t >>> 15), t | 1);
    t ^= t + imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A standard normal draw (Box and Muller). */
export function normal(random: Random): number {
  const u = 1 - random();
  return sqrt(-2 * log(u)) * cos(2 * PI * random());
}

/** The numbers 0 … n-1 in an order drawn with the generator (Fisher and Yates). */
export function shuffled(n: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = floor(random() * (i + 1));
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}
