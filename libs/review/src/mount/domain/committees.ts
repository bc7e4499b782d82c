import type { Progress } from '../../meeting/phases.js';
import type { RecordRule } from './scores.js';

/** The committee as it stands while somebody changes it. */
export interface LockedCommittee {
  readonly id: string;
  readonly roundId: string;
  readonly season: string;
  readonly name: string;
  readonly revision: number;
  readonly assignmentRevision: number;
  readonly progress: Progress;
}

/** The committees of the service; changes to one run one after another. */
export abstract class Committees {
  /** Holds the committee until the transaction ends; inside of a transaction only. */
  abstract lock(committeeId: string): Promise<LockedCommittee>;
  /** Runs with the committee held, in one transaction. */
  abstract hold<T>(committeeId: string, work: (committee: LockedCommittee) => Promise<T>): Promise<T>;
  /**
   * A change that everybody in the committee may know of; gives the new revision. Which score counts, and how sure
   * intervals are, stays as it is once a review was begun.
   */
  abstract changed(
    committeeId: string,
    change: { name?: string; progress?: Progress; record?: RecordRule },
  ): Promise<number>;
  /** Something changed that an assignment run reads; with `repair`, what stands has to be balanced again. */
  abstract assignmentsTouched(committeeId: string, options?: { repair: boolean }): Promise<void>;
  /** The committee has these applications from now on. */
  abstract took(committeeId: string, applicationIds: readonly string[], by: string): Promise<void>;
}
