import type { Decision, FieldError, Instant } from '@chiron/contracts/core';
import { ApplicationReturnedWithoutReview, grantsProblems } from '@chiron/contracts/grants';
import { conclude, factsOf, type Application, type Submitted } from './application.js';

/** What an officer looks at before anybody reviews. */
export const checkNames = ['complete', 'eligible', 'responsive'] as const;
export type CheckName = (typeof checkNames)[number];

export interface Check {
  readonly holds: boolean;
  readonly note: string | null;
}
export type Checks = Readonly<Record<CheckName, Check>>;

export interface AdministrativeReview {
  readonly applicationId: string;
  /** the submission that was looked at: one handed in anew is looked at anew */
  readonly submittedAt: Instant;
  readonly checks: Checks;
  readonly outcome: 'accepted' | 'returned-without-review';
  /** why it was returned; the applicant reads it */
  readonly reason: string | null;
  readonly by: string;
  readonly at: Instant;
}

export interface Looking {
  readonly checks: Checks;
  readonly reason: string | null;
  readonly by: string;
  readonly at: Instant;
}

/**
 * What follows from the checks: where all hold, the application goes to review; where one does not, it is returned without
 * review, for a reason that its applicant reads, and its round is over.
 * @throws Refusal `not-a-full-application`, `return-unexplained`
 */
export function lookAt(
  application: Submitted,
  { checks, reason, by, at }: Looking,
): Decision<Application> & { readonly review: AdministrativeReview } {
  if (application.stage !== 'full') throw grantsProblems.refuse('not-a-full-application');
  const failed = checkNames.filter((name) => !checks[name].holds);
  const said = reason?.trim() || null;
  if (failed.length > 0 && said === null) {
    const errors: FieldError[] = [{ pointer: '/reason', detail: `must say why it is not ${failed.join(', not ')}` }];
    throw grantsProblems.refuse('return-unexplained', {}, errors);
  }
  const review: AdministrativeReview = {
    applicationId: application.id,
    submittedAt: application.submittedAt,
    checks,
    outcome: failed.length > 0 ? 'returned-without-review' : 'accepted',
    reason: failed.length > 0 ? said : null,
    by,
    at,
  };
  if (failed.length === 0) return { review, next: application, events: [] };
  return {
    review,
    next: conclude(application, null).next,
    events: [ApplicationReturnedWithoutReview.of({ ...factsOf(application), failed })],
  };
}
