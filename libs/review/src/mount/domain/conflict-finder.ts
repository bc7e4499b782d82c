import type { Round } from './round.js';

/** Finds conflicts from the platform's own record and keeps what was decided of them. */
export abstract class ConflictFinder {
  /**
   * For the members and the applications of a committee, or for those named: what is found now stands as potential;
   * what was potential and is not found any longer goes; what somebody decided stays. Runs in the open transaction.
   */
  abstract find(
    committeeId: string,
    round: Round,
    which?: { personId?: string; applicationIds?: readonly string[] },
  ): Promise<void>;
}
