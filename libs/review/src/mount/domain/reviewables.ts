/** One application as committees know it. */
export interface Reviewable {
  readonly id: string;
  /** As it is shown to people; never consecutive. */
  readonly number: string;
  readonly title: string;
  readonly topics: readonly string[];
  /** Plain text of the abstract, without names: reviewers are matched by it. */
  readonly abstract: string;
  /** Applicant and team, as ids of people. */
  readonly team: readonly string[];
  /** The department it comes from, as affiliations name it. */
  readonly hostUnit?: string;
  /** What it asks for, and the least with which it can be done, in integer minor units of the round's currency. */
  readonly asked?: number;
  readonly leastAsked?: number;
}

/** How much of an application is opened. */
export interface Opening {
  /** With applicants' names, or the blinded copy. */
  readonly names: boolean;
}

/** Port: the applications of a round that are ready for review. */
export abstract class Reviewables {
  /** All of the round, or those named; what is withdrawn, returned or not of the round is left out. */
  abstract of(roundId: string, applicationIds?: readonly string[]): Promise<readonly Reviewable[]>;
  /** What reviewers read, as plain JSON; null where it is not there (any more). */
  abstract content(applicationId: string, opening: Opening): Promise<unknown>;
}
