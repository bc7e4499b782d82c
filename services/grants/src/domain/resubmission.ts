import { coreProblems } from '@chiron/contracts/core';
import { grantsProblems, type Outcome } from '@chiron/contracts/grants';
import { editable, type Application } from './application.js';
import { wordsIn } from './form.js';

/** What ties an application to the earlier one that it takes up again. */
export interface Resubmission {
  readonly applicationId: string;
  readonly earlierId: string;
  /** one page on what has changed since, in answer to the critiques */
  readonly introduction: string;
}

/** One page. */
export const introductionWords = 500;

/**
 * A draft takes up an earlier application of the same applicant that was announced and not funded.
 * @throws Refusal `application-not-editable`, `not-resubmittable`, `validation-failed` where the introduction is too long
 */
export function takeUp(
  draft: Application,
  earlier: Application,
  outcome: Outcome | null,
  introduction: string,
): Resubmission {
  const { id: applicationId, applicantId } = editable(draft);
  const told = earlier.state === 'concluded' && (outcome === 'revise' || outcome === 'decline');
  if (!told || earlier.applicantId !== applicantId || earlier.id === applicationId)
    throw grantsProblems.refuse('not-resubmittable', {}, [
      {
        pointer: '/earlierId',
        detail: 'must be an earlier application of the same applicant, announced and not funded',
      },
    ]);
  const words = wordsIn(introduction);
  if (words > introductionWords)
    throw coreProblems.refuse('validation-failed', {}, [
      { pointer: '/introduction', detail: `has ${words} words of at most ${introductionWords}` },
    ]);
  return { applicationId, earlierId: earlier.id, introduction };
}

export abstract class Resubmissions {
  /** Keeps it instead of an earlier one; noted in the trail. */
  abstract keep(resubmission: Resubmission, callId: string, by: string): Promise<void>;
  abstract find(applicationId: string): Promise<Resubmission | undefined>;
}
