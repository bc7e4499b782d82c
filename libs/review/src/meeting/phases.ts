import { reviewProblems } from '../problems.js';

export const PHASES = ['bidding', 'review', 'discussion', 'decision', 'announced'] as const;
export type Phase = (typeof PHASES)[number];

/** What one phase lets reviewers see and do; data of the call. */
export interface PhaseSettings {
  readonly applications: 'all' | 'assigned' | 'none';
  readonly applicantNames: boolean;
  readonly otherReviews: 'never' | 'after-own' | 'always';
  readonly reviewerNames: boolean;
  readonly may: readonly ('bid' | 'review' | 'comment' | 'vote' | 'decide')[];
}

export type PhasePlan = Readonly<Record<Phase, PhaseSettings>>;

/** Blind to names, and to others' reviews until one's own is in; names of reviewers from the discussion on. */
export const defaultPhases: PhasePlan = {
  bidding: { applications: 'all', applicantNames: false, otherReviews: 'never', reviewerNames: false, may: ['bid'] },
  review: {
    applications: 'assigned',
    applicantNames: false,
    otherReviews: 'after-own',
    reviewerNames: false,
    may: ['review', 'comment'],
  },
  discussion: {
    applications: 'all',
    applicantNames: false,
    otherReviews: 'always',
    reviewerNames: true,
    may: ['review', 'comment', 'vote'],
  },
  decision: { applications: 'all', applicantNames: true, otherReviews: 'always', reviewerNames: true, may: ['decide'] },
  announced: { applications: 'all', applicantNames: true, otherReviews: 'always', reviewerNames: true, may: [] },
};

export interface PhaseChange {
  readonly from: Phase;
  readonly to: Phase;
  readonly by: string;
  readonly at: string;
  readonly back: boolean;
  readonly reason?: string;
}

export interface Progress {
  readonly phase: Phase;
  readonly log: readonly PhaseChange[];
}

/** A new committee stands at bidding; exactly one phase is active at any time. */
export const begin: Progress = { phase: 'bidding', log: [] };

/**
 * Goes to the next phase, or explicitly back to any earlier one with a reason; both are logged. Never skips forward.
 * What is announced does not come back. Refuses `phase-not-next`, `reason-needed`.
 */
export function go(progress: Progress, to: Phase, by: string, at: string, reason?: string): Progress {
  const here = PHASES.indexOf(progress.phase);
  const there = PHASES.indexOf(to);
  const back = there < here;
  if ((!back && there !== here + 1) || progress.phase === 'announced') {
    throw reviewProblems.refuse('phase-not-next', { phase: progress.phase, next: PHASES[here + 1] ?? 'none' });
  }
  if (back && !reason?.trim()) {
    throw reviewProblems.refuse('reason-needed', {}, [
      { pointer: '/reason', detail: 'Say why the committee goes back.' },
    ]);
  }
  const change = { from: progress.phase, to, by, at, back, ...(reason?.trim() ? { reason: reason.trim() } : {}) };
  return { phase: to, log: [...progress.log, change] };
}

/** What shows to a member of one application. */
export interface Visible {
  readonly application: boolean;
  readonly applicantNames: boolean;
  readonly otherReviews: boolean;
  readonly reviewerNames: boolean;
}
