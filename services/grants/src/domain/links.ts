import { coreProblems, type Instant } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';

/** What a link is for; it opens nothing else. */
export type LinkPurpose = 'consent' | 'approval' | 'reference';

export interface Link {
  readonly applicationId: string;
  readonly purpose: LinkPurpose;
  /** the member, the approval or the reference that it was made for */
  readonly subjectId: string;
  readonly dueAt: Instant;
}

/** So many letters with links may go out for one application within a day: nobody is written to without end. */
export const lettersPerDay = 100;

/** @throws Refusal `letters-limit` */
export function refuseFlood(sentWithinDay: number): void {
  if (sentWithinDay >= lettersPerDay) throw grantsProblems.refuse('letters-limit', { most: lettersPerDay });
}

/** Single-purpose links: 256 random bits, of which only the SHA-256 is kept. */
export abstract class Links {
  /**
   * A new link for this subject; earlier ones end. Commits with the open transaction.
   * @returns the token, kept nowhere
   * @throws Refusal `letters-limit`
   */
  abstract issue(link: Link): Promise<string>;
  /** The link of this token; undefined where there is none, or where it has been ended. */
  abstract find(token: string): Promise<Link | undefined>;
  /** Ends the links of this subject. */
  abstract end(subjectId: string): Promise<void>;
  /**
   * The application has until then: whoever was asked to approve it or to vouch for its applicant and has not answered has
   * as long, where that is longer. Letters that the call gives a day of their own stay due on that day.
   */
  abstract follow(applicationId: string, dueAt: Instant): Promise<void>;
}

/** Nobody is asked by a link that has run out before it is sent. @throws Refusal `window-closed` */
export function refuseOver(dueAt: Instant, now: Instant): void {
  if (dueAt <= now) throw grantsProblems.refuse('window-closed', { closedAt: dueAt });
}

/** @throws Refusal `not-found` where it opens nothing, or nothing of this kind; `link-expired` */
export function usable(link: Link | undefined, now: Instant, purpose?: LinkPurpose): Link {
  if (!link || (purpose && link.purpose !== purpose))
    throw coreProblems.refuse('not-found', { kind: 'link', id: 'this token' });
  if (now >= link.dueAt) throw grantsProblems.refuse('link-expired', { dueAt: link.dueAt });
  return link;
}
