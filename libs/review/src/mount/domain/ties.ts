import type { Decided } from './scores.js';

/** Decisions between applications where scores did not do it. */
export abstract class Ties {
  abstract keep(committeeId: string, decided: Decided): Promise<void>;
}
