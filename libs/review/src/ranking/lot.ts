import { seeded, shuffled } from '../random.js';

/**
 * Draws lots among applications that the committee holds equal: their order of drawing. The published seed and the set
 * of applications decide, the order in which they are given does not; anybody can repeat it.
 */
export function drawLots(applications: readonly string[], seed: number): readonly string[] {
  const canonical = [...new Set(applications)].sort();
  return Array.from(shuffled(canonical.length, seeded(seed)), (i) => canonical[i]!);
}
