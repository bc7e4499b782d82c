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
  'answers-not-valid': { status: 422, title: 'An answer is not possible', advice: 'Correct the named fields.' },
  'review-not-open': {
    status: 409,
    title: 'The review does not stand where that can be done',
    advice: 'It is {state}.',
  },
  'review-window-closed': {
    status: 409,
    title: 'The time for this review is over',
    advice: 'It was due {due}. The chair can extend it for one person.',
  },
  'confirmed-by-reviewer-only': { status: 403, title: 'Only the reviewer confirms what was entered for them' },
  'rubric-missing': {
    status: 409,
    title: 'The committee has no rubric yet',
    advice: 'Its chair or an officer sets one.',
  },
  'not-assigned': { status: 409, title: 'This application is not assigned to that reviewer' },
  'review-not-yours': { status: 403, title: 'Only its reviewer writes this review' },
  'range-not-ready': {
    status: 409,
    title: 'No score has been restated yet',
    advice: 'The assigned reviewers restate their scores first: these make the range.',
  },
  'ballot-closed': { status: 409, title: 'The vote on this application is not open' },
  'vote-not-valid': { status: 422, title: 'The vote is not valid', advice: 'Correct the named fields.' },
  'meeting-not-open': {
    status: 409,
    title: 'The meeting does not stand where that can be done',
    advice: 'It is {state}.',
  },
  'item-not-waiting': {
    status: 409,
    title: 'This application is not waiting on the agenda',
    advice: 'One application is live at a time; finish that first.',
  },
  'item-not-live': { status: 409, title: 'This application is not the live one' },
  'ballot-still-open': { status: 409, title: 'A vote is still open', advice: 'Close it first.' },
  'quorum-missing': { status: 409, title: 'There is no quorum', advice: '{present} of {needed} are present.' },
  'summary-not-draft': {
    status: 409,
    title: 'The summary does not stand where that can be done',
    advice: 'It is {state}.',
  },
  'summary-not-valid': { status: 422, title: 'The summary is not valid', advice: 'Correct the named fields.' },
  'post-not-yours': { status: 403, title: 'Only its author takes a post back' },
  'chair-taken': { status: 409, title: 'The committee has a chair', advice: 'Give the chair another role first.' },
  'team-never-reviews': { status: 409, title: 'The applicant and the team never review their own application' },
  'capacity-exceeded': {
    status: 409,
    title: 'There is no capacity left',
    advice: 'Raise the capacity of that person, or choose somebody else.',
  },
  'before-another-committee': {
    status: 409,
    title: 'Another committee has that application',
    advice: 'Take it out of the other committee first.',
  },
  'assignment-over': { status: 409, title: 'This assignment does not stand', advice: 'It is {state}.' },
  'run-not-feasible': { status: 409, title: 'There is no such assignment', advice: 'The run says why.' },
  'run-applied': { status: 409, title: 'This run is applied already' },
  'run-outdated': {
    status: 409,
    title: 'What this run was computed from has changed',
    advice: 'Run it again and apply that one.',
  },
  'chair-or-officer-needed': { status: 403, title: 'Only the chair or an officer may do this' },
  'officer-needed': { status: 403, title: 'Only an officer of the round may do this' },
  'member-needed': { status: 403, title: 'Only a member of the committee may do this' },
  'not-signed': {
    status: 403,
    title: 'Nothing opens before you have signed',
    advice: 'Sign conflicts of interest, confidentiality and the rule on AI tools first.',
  },
  'conflict-not-potential': { status: 409, title: 'This conflict is decided already', advice: 'It is {state}.' },
});
