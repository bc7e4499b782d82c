import type { IsoDate } from '@chiron/contracts/core';
import type { AssignmentAnswer, AssignmentMode } from '../../assignment/request.js';
import type { AssignmentInputs } from './assignment-inputs.js';

/** What somebody asked a run to do. */
export interface RunAsked {
  readonly mode: AssignmentMode;
  readonly reviews?: number;
  readonly gap?: number;
  readonly seed: number;
  /** Mode `share`: whose. */
  readonly personId?: string;
}

export interface StoredRun {
  readonly id: string;
  readonly asked: RunAsked;
  readonly answer: AssignmentAnswer;
  readonly assignmentRevision: number;
  readonly applied: boolean;
}

/** Runs of the assignment: what was asked, what came out, and whether it was put into effect. */
export abstract class AssignmentRuns {
  abstract keep(
    committeeId: string,
    run: { asked: RunAsked; answer: AssignmentAnswer; inputs: AssignmentInputs; by: string | null },
  ): Promise<string>;
  /** Null where this committee has none of that id. */
  abstract get(committeeId: string, runId: string): Promise<StoredRun | null>;
  /**
   * Puts a run into effect, in one transaction: what is not in its answer ends, what is new is assigned. Refuses
   * `run-not-feasible`, `run-applied`, `not-in-this-phase` where the committee moved on, and `run-outdated` where anything
   * it read has changed since, somebody is in conflict by now, or a review that it would end is begun.
   */
  abstract apply(committeeId: string, runId: string, by: string | null, today: IsoDate): Promise<void>;
  /**
   * Committees whose assignments ended and that a run had made; where reviewing is still on, and something changed since
   * the last repair found no way.
   */
  abstract dueForRepair(): Promise<readonly { committeeId: string; roundId: string }[]>;
}
