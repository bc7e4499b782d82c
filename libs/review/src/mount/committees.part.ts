import { Sight } from './domain/sight.js';
import { PgSight } from './store/sight.pg.js';
import { Committees1795300001000 } from './store/migrations/1795300001000-committees.js';
import type { Part } from './part.js';

/** Committees, conflicts, capacity, bids and assignment. */
export const committeesPart: Part = {
  controllers: [],
  features: [],
  stores: [{ provide: Sight, useClass: PgSight }],
  migrations: [Committees1795300001000],
};
