import type { Appeal } from './appeal.js';
import type { AnnouncedRound } from './round.js';

/** An appeal and what it is about. */
export interface KeptAppeal {
  readonly appeal: Appeal;
  readonly callId: string;
  readonly number: string;
  readonly revision: number;
}

export abstract class Appeals {
  /**
   * Holds the application's appeal, decides, stores; its step is noted, and its answer written to the applicant.
   * @param match is told the present revision, 0 where there is no appeal
   * @throws Refusal `not-found` before the announcement
   */
  abstract change(
    applicationId: string,
    decide: (present: Appeal | null, round: AnnouncedRound) => Appeal,
    match?: (revision: number) => void,
  ): Promise<KeptAppeal>;
  abstract find(applicationId: string): Promise<KeptAppeal | undefined>;
  /** Of a call, by id of the application. */
  abstract list(of: {
    readonly callId: string;
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<KeptAppeal[]>;
}
