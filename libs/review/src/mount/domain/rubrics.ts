import type { Rubric, RubricContent } from '../../forms/rubric.js';
import type { CommitteeFacts } from './view.js';
import type { Round } from './round.js';

export interface RubricVersion extends Rubric {
  readonly madeBy: string | null;
  readonly madeAt: string;
  /** Reviews written with it; from the first on it is locked. */
  readonly reviews: number;
}

/** The rubric of each committee, with all its versions. */
export abstract class Rubrics {
  /** The present version; the round's own content makes version 1. Refuses `rubric-missing` where there is neither. */
  abstract present(committee: CommitteeFacts, round: Round): Promise<RubricVersion>;
  /** All versions, the newest first; empty where there is none yet. */
  abstract all(committeeId: string): Promise<readonly RubricVersion[]>;
  /** Refuses `not-found` for a version that was never made. */
  abstract version(committeeId: string, version: number): Promise<RubricVersion>;
  /**
   * Changes the present version in place while no review uses it, else makes the next one. `check` sees the present
   * version (null: none) under its lock and may refuse.
   */
  abstract change(
    committeeId: string,
    content: RubricContent,
    by: string,
    at: string,
    check: (present: RubricVersion | null) => void,
  ): Promise<RubricVersion>;
}
