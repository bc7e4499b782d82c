import type { Summary } from '../../summaries/summary.js';

/** Summary statements, with every version of each. */
export abstract class Summaries {
  /** Null until one was drafted. */
  abstract present(applicationId: string): Promise<Summary | null>;
  /** Decides under its lock and keeps the version; an answer that is the same object changes nothing. */
  abstract change(
    committeeId: string,
    applicationId: string,
    by: string,
    at: string,
    decide: (summary: Summary | null) => Summary,
  ): Promise<Summary>;
}
