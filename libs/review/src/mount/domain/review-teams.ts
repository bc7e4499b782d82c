import type { ConflictKind } from '../../conflicts/conflict.js';

/**
 * What a service tells the committees of its applications, each in the transaction that makes it so. An application may
 * be told before any committee has it.
 */
export abstract class ReviewTeams {
  /**
   * Applicant and team as they stand now; they never review it: the database forbids it, and what was assigned to them
   * ends.
   */
  abstract set(applicationId: string, personIds: readonly string[]): Promise<void>;
  /** The same for many applications. */
  abstract setAll(teams: ReadonlyMap<string, readonly string[]>): Promise<void>;
  /** The application is withdrawn or returned: its committee does not have it any longer. */
  abstract left(applicationId: string): Promise<void>;
  /** The applicant asks that this person does not review it; stands at once. Saying it twice changes nothing. */
  abstract declareByApplicant(
    applicationId: string,
    declared: { personId: string; kind: ConflictKind; note?: string; by: string },
  ): Promise<void>;
  /** Refuses `not-in-this-phase` once the committee that has it, if any, has begun to review. */
  abstract mustNotBeReviewed(applicationId: string): Promise<void>;
  /**
   * The applicant takes such a declaration back, in the transaction that asked `mustNotBeReviewed`. What the committee
   * decided or pinned meanwhile stays; nothing tells the applicant which it was.
   */
  abstract takeBackByApplicant(
    applicationId: string,
    declared: { personId: string; kind: ConflictKind },
  ): Promise<void>;
  /** Two ids turned out to be one person: what that makes impossible ends, and of two seats in a committee one is left. */
  abstract merged(personId: string): Promise<void>;
}
