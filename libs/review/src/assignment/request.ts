/** An application that needs reviews. */
export interface ApplicationToReview {
  readonly id: string;
  /** How many reviews it must have in the end (modes `all`, `ensure`, `repair`); mode `add` counts from what stands. */
  readonly reviews?: number;
  /** Members of a kind it must have among its reviewers: a statistician, a student, somebody from outside. */
  readonly needs?: readonly KindNeeded[];
}

export interface KindNeeded {
  readonly kind: string;
  readonly atLeast: number;
  /** Who counts for this application, where that depends on it (*outside the department*); else the reviewers' kinds. */
  readonly reviewers?: readonly string[];
}

export interface ReviewerToAssign {
  readonly id: string;
  /** The most reviews this person takes in this run, standing ones included. */
  readonly capacity: number;
  readonly kinds?: readonly string[];
}

/** One reviewer on one application. */
export interface Pair {
  readonly reviewer: string;
  readonly application: string;
}

/**
 * What to do with what stands.
 * - `all`: from nothing; only pinned assignments are kept.
 * - `add`: everything that stands is kept, every application gets `reviews` more.
 * - `ensure`: everything that stands is kept, every application is filled up to its `reviews`.
 * - `repair`: every application has exactly its `reviews`, hard constraints hold again (somebody fell ill, a conflict
 *   came up), and as few standing assignments as possible change; affinity decides among equals.
 * - `share`: everything that stands is kept, one person gets `reviews` further applications: those short of reviews
 *   first, then those that fit best.
 */
export type AssignmentMode = 'all' | 'add' | 'ensure' | 'repair' | 'share';

export interface AssignmentRequest {
  readonly mode?: AssignmentMode;
  readonly applications: readonly ApplicationToReview[];
  readonly reviewers: readonly ReviewerToAssign[];
  /**
   * How well they fit: a row for every reviewer with a number for every application, in the order of the two lists.
   * `null` marks a conflict of interest: never assigned.
   */
  readonly affinity: readonly (readonly (number | null)[])[];
  /** Reviews of each application where it does not say (default 3). */
  readonly reviews?: number;
  readonly conflicts?: readonly Pair[];
  /** Reviews that a reviewer refused: not offered to that person again. */
  readonly refusals?: readonly Pair[];
  /** Assignments set by the chair: kept whatever it costs. */
  readonly pinned?: readonly Pair[];
  /** Reviewers who must not review the same application. */
  readonly apart?: readonly (readonly [string, string])[];
  /** Assignments that stand already. */
  readonly standing?: readonly Pair[];
  /** Mode `share`: whose share. */
  readonly person?: string;
  /** The share of the optimal sum that may be given up to lift the worst application (0 … 1, default 0.015). */
  readonly gap?: number;
  /** Breaks ties; the same seed and the same input give the same answer. Default 1. */
  readonly seed?: number;
  /** How long to search for a better worst application, as a multiple of the default; 0 is the plain optimum. */
  readonly effort?: number;
}

/** Why no assignment exists: one reason of the set; without any one of them there would be no contradiction. */
export type Reason =
  | { readonly code: 'capacity-in-total'; readonly needed: number; readonly available: number; readonly kind?: string }
  | { readonly code: 'needs-reviews'; readonly application: string; readonly reviews: number; readonly kind?: string }
  | { readonly code: 'capacity'; readonly reviewer: string; readonly capacity: number }
  | {
      readonly code: 'conflict' | 'refusal' | 'pinned' | 'kept';
      readonly reviewer: string;
      readonly application: string;
    }
  | { readonly code: 'apart'; readonly reviewers: readonly [string, string] };

export interface Infeasible {
  /** The smallest set of reasons found: leave any one out and the rest can be satisfied together. */
  readonly reasons: readonly Reason[];
  /** Two sentences for people, naming applications and reviewers by id. */
  readonly explanation: string;
  /** The applications concerned; empty where it is all of them. */
  readonly applications: readonly string[];
  /** The people who may review any of them. */
  readonly reviewers: readonly string[];
  /** By how many reviews the named part falls short; 0 where a reason other than a count forbids it. */
  readonly shortBy: number;
  /** False where the search ended before it had ruled everything out (many reviewers apart on a large round). */
  readonly proven: boolean;
}

export interface AssignmentReport {
  /** Sum of the affinities of all assignments. */
  readonly sum: number;
  /** The smallest total of any one application. */
  readonly worst: number;
  /** The tenth percentile of the applications' totals. */
  readonly p10: number;
  readonly loadMin: number;
  readonly loadMax: number;
  /** The largest sum any assignment under these constraints can have (never below the optimum). */
  readonly bound: number;
  /** The share of the bound that was given up: (bound - sum) / |bound|. */
  readonly gap: number;
  /** What the worst liftable application could reach at most, looking at it alone. */
  readonly ceiling: number;
  readonly seed: number;
  /** Standing assignments that the answer does not contain. */
  readonly removed: number;
  /** Assignments of the answer that did not stand. */
  readonly added: number;
}

export type AssignmentAnswer =
  | { readonly feasible: true; readonly pairs: readonly Pair[]; readonly report: AssignmentReport }
  | { readonly feasible: false; readonly infeasible: Infeasible };
