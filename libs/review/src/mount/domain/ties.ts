import type { Decided } from './scores.js';

/** Decisions between applications where scores did not do it. */
export abstract class Ties {
  /** Refuses `tie-not-valid` where a lot was drawn between two of them already: it is not drawn until it pleases. */
  abstract keep(committeeId: string, decided: Decided): Promise<void>;
}
