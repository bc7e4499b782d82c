import { reviewProblems } from '../problems.js';
import { sameAnswers } from '../forms/answers.js';
import { faultsOf, mustBeComplete, type Answers, type Rubric } from '../forms/rubric.js';

interface Written {
  readonly id: string;
  readonly application: string;
  readonly reviewer: string;
  /** The version of the rubric it is written with; it stays, whatever versions follow. */
  readonly rubricVersion: number;
  readonly answers: Answers;
  /** Counts every saved change, from 1; what `If-Match` names. */
  readonly revision: number;
}

/** Being written. `enteredBy` is the officer who writes it for the reviewer, where one does. */
export interface DraftReview extends Written {
  readonly state: 'draft';
  readonly enteredBy?: string;
}

/** Entered by an officer for the reviewer, and complete; counts nowhere until the reviewer confirms it. */
export interface UnconfirmedReview extends Written {
  readonly state: 'unconfirmed';
  readonly enteredBy: string;
  readonly enteredAt: string;
  readonly late: boolean;
}

export interface SubmittedReview extends Written {
  readonly state: 'submitted';
  readonly submittedAt: string;
  /** After the day it was due, within grace. */
  readonly late: boolean;
  readonly enteredBy?: string;
  readonly confirmedAt?: string;
}

export type Review = DraftReview | UnconfirmedReview | SubmittedReview;

/** When reviews are due: data of the committee, with one person's extension. Moments in RFC 3339, UTC. */
export interface ReviewWindow {
  /** No limit where it is absent. */
  readonly due?: string;
  readonly graceMinutes?: number;
  /** This person's own due moment, where the chair gave one. */
  readonly extendedTo?: string;
}

/** What stands at a moment: in time, late but within grace, or over. */
export type Timeliness = 'in-time' | 'late' | 'over';

/** The reviewer's own due moment: the later of the committee's and the extension. */
export function dueFor(window: ReviewWindow): string | undefined {
  if (window.due === undefined) return undefined;
  const { due, extendedTo } = window;
  return extendedTo !== undefined && Date.parse(extendedTo) > Date.parse(due) ? extendedTo : due;
}

/** Up to and with the due moment it is in time; then late for the minutes of grace; then over. */
export function timeliness(window: ReviewWindow, now: string): Timeliness {
  const due = dueFor(window);
  if (due === undefined || Date.parse(now) <= Date.parse(due)) return 'in-time';
  return Date.parse(now) <= Date.parse(due) + (window.graceMinutes ?? 0) * 60_000 ? 'late' : 'over';
}

/** Begins a review; an officer may begin one for a reviewer. */
export function beginReview(
  id: string,
  application: string,
  reviewer: string,
  rubric: Rubric,
  by: string = reviewer,
): DraftReview {
  const review = { id, application, reviewer, rubricVersion: rubric.version, answers: { criteria: {} }, revision: 1 };
  return { ...review, state: 'draft', ...(by === reviewer ? {} : { enteredBy: by }) };
}

/**
 * Saves answers. A draft may lack anything, but holds no impossible value. The reviewer takes over what an officer began.
 * The same answers once more change nothing: autosave makes no version of them.
 * Refuses `review-not-open` once it is submitted, `review-window-closed` after grace, `answers-not-valid`.
 */
export function write(
  review: Review,
  answers: Answers,
  rubric: Rubric,
  by: string,
  window: ReviewWindow,
  now: string,
): DraftReview {
  const draft = mustBeDraft(review);
  mustBeOpen(window, now);
  const faults = faultsOf(rubric, answers, 'draft');
  if (faults.length > 0) throw reviewProblems.refuse('answers-not-valid', {}, faults);
  const { enteredBy, ...own } = draft;
  const proxy = by === review.reviewer ? {} : { enteredBy: by };
  if (proxy.enteredBy === enteredBy && sameAnswers(draft.answers, answers)) return draft;
  return { ...own, ...proxy, answers, revision: review.revision + 1 };
}

/**
 * Hands a review in. One that an officer hands in waits for the reviewer to confirm it. Refuses `review-not-open`,
 * `review-window-closed`, `review-not-complete`.
 */
export function submit(
  review: Review,
  rubric: Rubric,
  by: string,
  window: ReviewWindow,
  now: string,
): SubmittedReview | UnconfirmedReview {
  const { enteredBy: _, ...draft } = mustBeDraft(review);
  const late = mustBeOpen(window, now) === 'late';
  mustBeComplete(rubric, draft.answers);
  const next = { ...draft, late, revision: draft.revision + 1 };
  if (by !== review.reviewer) return { ...next, state: 'unconfirmed', enteredBy: by, enteredAt: now };
  return { ...next, state: 'submitted', submittedAt: now };
}

/** The reviewer says that what was entered for them is theirs. Refuses `review-not-open`, `confirmed-by-reviewer-only`. */
export function confirm(review: Review, by: string, now: string): SubmittedReview {
  if (review.state !== 'unconfirmed') throw reviewProblems.refuse('review-not-open', { state: review.state });
  if (by !== review.reviewer) throw reviewProblems.refuse('confirmed-by-reviewer-only');
  const { enteredAt, state: _, ...kept } = review;
  return { ...kept, state: 'submitted', submittedAt: enteredAt, confirmedAt: now, revision: review.revision + 1 };
}

/**
 * Opens it again: the reviewer as long as the window is open, the chair's side at any time with a reason. What an officer
 * entered and nobody confirmed stays theirs to correct, until the reviewer writes. Refuses
 * `review-not-open` for a draft, `review-window-closed`, `reason-needed`.
 */
export function reopen(review: Review, by: string, window: ReviewWindow, now: string, reason?: string): DraftReview {
  if (review.state === 'draft') throw reviewProblems.refuse('review-not-open', { state: review.state });
  if (by === review.reviewer) mustBeOpen(window, now);
  else if (!reason?.trim()) {
    throw reviewProblems.refuse('reason-needed', {}, [{ pointer: '/reason', detail: 'Say why in one sentence.' }]);
  }
  const { id, application, reviewer, rubricVersion, answers } = review;
  const proxy = review.state === 'unconfirmed' ? { enteredBy: review.enteredBy } : {};
  return { id, application, reviewer, rubricVersion, answers, ...proxy, revision: review.revision + 1, state: 'draft' };
}

/**
 * Moves a draft to a newer version of the rubric. Answers that the newer one does not know, or could not hold, are left
 * out of the draft; earlier versions of the review keep them.
 */
export function adopt(review: Review, rubric: Rubric): DraftReview {
  const draft = mustBeDraft(review);
  if (rubric.version === review.rubricVersion) return draft;
  const { criteria, critiques, overallImpact } = draft.answers;
  const known = new Set(rubric.criteria.map((criterion) => criterion.id));
  const fits = (answers: Answers): boolean => faultsOf(rubric, answers, 'draft').length === 0;
  const answers: Answers = {
    criteria: Object.fromEntries(
      Object.entries(criteria).filter(([id, value]) => known.has(id) && fits({ criteria: { [id]: value } })),
    ),
    // a critique that became too long is text, and text is never lost: it stays, and the draft says what is wrong
    critiques: Object.fromEntries(Object.entries(critiques ?? {}).filter(([id]) => known.has(id))),
    ...(overallImpact !== undefined && fits({ criteria: {}, overallImpact }) ? { overallImpact } : {}),
  };
  return { ...draft, rubricVersion: rubric.version, answers, revision: draft.revision + 1 };
}

function mustBeDraft(review: Review): DraftReview {
  if (review.state !== 'draft') throw reviewProblems.refuse('review-not-open', { state: review.state });
  return review;
}

function mustBeOpen(window: ReviewWindow, now: string): Timeliness {
  const at = timeliness(window, now);
  if (at === 'over') throw reviewProblems.refuse('review-window-closed', { due: dueFor(window) });
  return at;
}
