export type AssignmentState = 'assigned' | 'refused' | 'withdrawn';

export interface Assignment {
  readonly id: string;
  readonly committeeId: string;
  readonly applicationId: string;
  readonly personId: string;
  readonly state: AssignmentState;
  readonly pinned: boolean;
  /** Whether its review is begun: no run moves it then. */
  readonly begun: boolean;
  readonly reason: string | null;
  readonly revision: number;
}

/** Which assignments end; every condition that is given must hold. */
export interface EndOf {
  readonly committeeId?: string;
  readonly applicationId?: string;
  /** Every id that means the person is meant. */
  readonly personIds?: readonly string[];
  readonly ids?: readonly string[];
}

/** Who reviews what. Whatever ends here marks its committee as due for repair, and stands in the log. */
export abstract class Assignments {
  /** Holds one until the transaction ends; null where there is none in this committee. */
  abstract lock(committeeId: string, assignmentId: string): Promise<Assignment | null>;
  /**
   * Assigns, or takes up again what was refused or withdrawn. Refuses `team-never-reviews`, `capacity-exceeded`: the
   * database holds both.
   */
  abstract assign(
    committeeId: string,
    pairs: readonly { applicationId: string; personId: string; pinned?: boolean }[],
    by: string | null,
  ): Promise<void>;
  /** Ends those that stand; gives those that did. */
  abstract end(which: EndOf, state: 'refused' | 'withdrawn', reason: string, by: string | null): Promise<Assignment[]>;
  abstract pin(assignmentId: string, pinned: boolean, by: string): Promise<void>;
}
