import { reviewProblems } from '../../problems.js';
import type { PhaseSettings, Visible } from '../../meeting/phases.js';
import type { AtHand, Readable } from './reviews.js';
import { shownTo, type View } from './view.js';

/** Refuses `not-in-this-phase` where the phase does not let members do it. */
export function mustBeTimeTo(act: PhaseSettings['may'][number], { committee, round }: View): void {
  if (!round.settings.phases[committee.phase].may.includes(act)) {
    throw reviewProblems.refuse('not-in-this-phase', { phase: committee.phase });
  }
}

/**
 * The reviewer writes, or the officer who enters it; refuses `review-not-yours` for anybody else, `not-assigned` where
 * the assignment stands no more.
 */
export function mustWrite(view: View, readable: Readable, { review, assigned }: AtHand): void {
  const { enteredBy } = review;
  const entering = view.officer && enteredBy !== undefined && view.ids.includes(enteredBy);
  if (!readable.own && !entering) throw reviewProblems.refuse('review-not-yours');
  if (!assigned) throw reviewProblems.refuse('not-assigned');
}

/** The id under which this person writes a review: the reviewer's own id where it is theirs, whatever name they use. */
export const writerOf = (view: View, readable: Readable, reviewer: string): string =>
  readable.own ? reviewer : view.personId;

/** What this person sees of an application that is not hidden, given whether their own review of it is in. */
export function visibleOf(view: View, assigned: boolean, ownSubmitted: boolean): Visible {
  const { applicantNames, otherReviews, reviewerNames } = shownTo(view);
  const others = otherReviews === 'always' || (otherReviews === 'after-own' && assigned && ownSubmitted);
  return { application: true, applicantNames, otherReviews: others, reviewerNames: others && reviewerNames };
}
