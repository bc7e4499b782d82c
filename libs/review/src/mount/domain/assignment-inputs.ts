import type { AssignmentRequest, Pair } from '../../assignment/request.js';
import type { Round } from './round.js';

/** What an assignment run reads of a committee, at one moment. */
export interface AssignmentInputs {
  /** Grows with everything that is read here: an answer is good only while it stays. */
  readonly revision: number;
  /** In the order of the reviewers and the applications. */
  readonly request: Omit<AssignmentRequest, 'mode' | 'reviews' | 'gap' | 'seed' | 'person'>;
  /** How many reviews each application was given last; null where none ever. */
  readonly wanted: ReadonlyMap<string, number | null>;
  readonly standing: readonly Pair[];
  /** What ids are called by people: numbers of applications, names of reviewers. */
  readonly called: ReadonlyMap<string, string>;
}

/** Reads what a run needs: who may review what, how well it fits, what stands and must stay. */
export abstract class AssignmentData {
  abstract read(committeeId: string, round: Round): Promise<AssignmentInputs>;
}
