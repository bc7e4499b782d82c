import { Sight } from './store/sight.js';
import { Committees1795300001000 } from './store/migrations/1795300001000-committees.js';
import type { Part } from './part.js';

/** Committees, conflicts, capacity, bids and assignment. */
export const committeesPart: Part = {
  controllers: [],
  features: [],
  stores: [Sight],
  migrations: [Committees1795300001000],
};
