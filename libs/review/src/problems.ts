import { problemsOf } from '@chiron/contracts/core';

/** What committees refuse. Every service that mounts committees answers with these. */
export const reviewProblems = problemsOf('review', {
  'rubric-not-valid': { status: 422, title: 'The rubric is not valid', advice: 'Correct the named fields.' },
  'review-not-complete': { status: 422, title: 'The review is not complete', advice: 'Correct the named fields.' },
  'phase-not-next': {
    status: 409,
    title: 'The committee cannot go to that phase from here',
    advice: 'It is in {phase}; the next is {next}. Going back needs a reason.',
  },
  'reason-needed': { status: 422, title: 'This needs a reason', advice: 'Say why in one sentence.' },
  'not-in-this-phase': {
    status: 409,
    title: 'This cannot be done in the present phase',
    advice: 'The committee is in {phase}.',
  },
  'conflict-of-interest': {
    status: 403,
    title: 'A conflict of interest stands in the way',
    advice: 'Somebody without a conflict there must do this.',
  },
  'conflict-pinned': {
    status: 409,
    title: 'The chair has pinned this conflict',
    advice: 'Only the chair may change it.',
  },
  'conflict-permanent': { status: 409, title: 'The applicant and the team are always in conflict' },
  'conflict-not-potential': { status: 409, title: 'This conflict is decided already', advice: 'It is {state}.' },
});
