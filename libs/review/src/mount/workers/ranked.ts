import { createHash } from 'node:crypto';
import type { Ranking, RankingRequest } from '../../ranking/rank.js';
import { inWorker } from './in-worker.js';

const kept = 64;
const known = new Map<string, Promise<Ranking>>();

/**
 * A ranking, fitted beside the event loop and kept by its inputs: the same scores are fitted once, whoever asks. Since
 * scores of hidden applications are no input, each distinct set of hidden applications has a fit of its own.
 */
export function ranked(request: RankingRequest): Promise<Ranking> {
  const key = createHash('sha256').update(JSON.stringify(request)).digest('base64');
  const present = known.get(key);
  if (present) {
    known.delete(key);
    known.set(key, present);
    return present;
  }
  const ranking = inWorker('rank', request);
  known.set(key, ranking);
  ranking.catch(() => known.delete(key));
  if (known.size > kept) known.delete(known.keys().next().value!);
  return ranking;
}
