import { problemsOf } from '../core/index.js';

export const grantsProblems = problemsOf('grants', {
  // calls
  'call-not-draft': {
    status: 409,
    title: 'This call is published: that part of it no longer changes',
    advice: 'The call is {state}.',
  },
  'call-not-published': { status: 409, title: 'This call is not open to the public', advice: 'The call is {state}.' },
  'call-incomplete': {
    status: 409,
    title: 'This call cannot be published yet',
    advice: 'Complete the named fields.',
  },
  'call-over': { status: 409, title: 'The round of this call is over' },
  'call-window-open': {
    status: 409,
    title: 'A window of this call is or will be open',
    advice: 'Give the reason why it ends early.',
  },
  'form-unusable': { status: 400, title: 'This form cannot be used', advice: 'Correct the named places.' },
  'form-published': {
    status: 409,
    title: 'There is no draft of this form to publish',
    advice: 'Version {version} is published; put a new draft first.',
  },
  'person-not-registered': { status: 422, title: 'Membership knows no such person' },
  'already-officer': { status: 409, title: 'This person holds that role already' },
  'officer-relieved': { status: 409, title: 'This appointment has ended already' },
  // applications
  'not-eligible': {
    status: 409,
    title: 'This person cannot apply to this call',
    advice: 'Each named rule says why.',
  },
  'application-limit': {
    status: 409,
    title: 'There is an application to this call already',
    advice: 'The call takes {allowed} from each person; withdraw the other first.',
  },
  'window-not-open': { status: 409, title: 'Applications are not taken yet', advice: 'They are from {opensAt} on.' },
  'window-closed': {
    status: 409,
    title: 'The deadline has passed',
    advice: 'It was {closedAt}; an officer can give a deadline of its own.',
  },
  'application-not-editable': {
    status: 409,
    title: 'This application can no longer be changed',
    advice: 'It is {state}.',
  },
  'application-not-submitted': {
    status: 409,
    title: 'This needs an application that was handed in and not yet answered',
    advice: 'It is {state}.',
  },
  'application-not-closed': { status: 409, title: 'This application cannot be reopened', advice: 'It is {state}.' },
  'application-not-open': {
    status: 409,
    title: 'Nothing more is taken for this application',
    advice: 'It is {state}.',
  },
  'application-incomplete': {
    status: 422,
    title: 'Something is still missing',
    advice: 'Complete the named fields, then hand it in.',
  },
  'application-withdrawn': { status: 409, title: 'This application was withdrawn' },
  'application-concluded': { status: 409, title: 'The round of this application is over' },
  'due-in-past': { status: 400, title: 'A deadline must lie in the future' },
  'stage-unknown': { status: 409, title: 'This call has no such stage', advice: 'It has {stages}.' },
  'letter-needed': {
    status: 409,
    title: 'A full application to this call goes on from an invited letter of intent',
    advice: 'Start with the stage letter, or name the invited letter.',
  },
  'letter-not-invited': {
    status: 409,
    title: 'No invitation has been given for this letter of intent',
    advice: 'It is {state}.',
  },
  'letter-continued': {
    status: 409,
    title: 'An application went on from this letter already',
    advice: 'It is application {id}: reopen it.',
  },
  'not-a-letter': { status: 409, title: 'Only a letter of intent is answered with an invitation' },
  'letters-unanswerable': {
    status: 409,
    title: 'Not all of these letters can be answered so',
    advice: 'Correct or leave out the {faults} that are named; none was answered.',
  },
  'answers-unusable': {
    status: 400,
    title: 'These answers do not fit the form',
    advice: 'Correct the named fields; nothing was stored.',
  },
  'team-full': { status: 409, title: 'The team is full', advice: 'The call allows {most} besides the applicant.' },
  'member-exists': { status: 409, title: 'This person is in the team already', advice: 'It is {name}.' },
  'member-is-applicant': {
    status: 409,
    title: 'The applicant cannot be asked to join, vouch for or approve their own application',
  },
  'member-unusable': { status: 400, title: 'This member cannot be kept as given', advice: 'Correct the named fields.' },
  'consent-answered': { status: 409, title: 'This was answered so already' },
  'budget-unusable': {
    status: 400,
    title: 'This budget cannot be kept as given',
    advice: 'Correct the named lines; nothing was stored.',
  },
  'budget-not-wanted': { status: 409, title: 'The form of this stage asks for no budget' },
  'budget-moved': {
    status: 409,
    title: 'The budget has changed since you read it',
    advice: 'Read it again before you answer.',
  },
  'chair-of-team': { status: 409, title: 'A member of the team cannot approve the application' },
  'approval-not-wanted': { status: 409, title: 'This call asks for no approval of a department chair' },
  'approval-answered': { status: 409, title: 'This was answered already', advice: 'It is {state}.' },
  'approval-replaced': { status: 409, title: 'Somebody else has been asked since' },
  'comment-needed': { status: 400, title: 'A no needs a reason' },
  'reference-limit': { status: 409, title: 'No more referees can be asked', advice: 'The call takes {most}.' },
  'reference-exists': { status: 409, title: 'This referee was asked already' },
  'reference-of-team': { status: 409, title: 'A member of the team cannot be a referee' },
  'reference-received': { status: 409, title: 'This letter has been handed in' },
  'reference-declined': { status: 409, title: 'This referee declined' },
  'letter-unusable': {
    status: 400,
    title: 'This letter cannot be handed in as it is',
    advice: 'Correct the named fields.',
  },
  'declared-already': { status: 409, title: 'This person was named for this reason already' },
  'declared-taken-back': { status: 409, title: 'This was taken back already' },
  'declared-limit': { status: 409, title: 'Nobody more can be named', advice: 'The call takes {most}.' },
  'letters-limit': {
    status: 409,
    title: 'Too many letters went out for this application today',
    advice: 'At most {most} a day; try again tomorrow.',
  },
  'link-expired': {
    status: 410,
    title: 'This link has run out',
    advice: 'Ask whoever sent it for a new one.',
  },
  // files
  'file-field-unknown': {
    status: 400,
    title: 'The form has no such field for files',
    advice: 'Its fields for files: {fields}.',
  },
  'file-empty': { status: 400, title: 'This file is empty', advice: 'Send the file as the body.' },
  'file-kind-refused': {
    status: 415,
    title: 'A file of this kind is not taken for this field',
    advice: 'By its content it is {kind}; taken here: {accepted}. A document with a password or macros is not taken.',
  },
  'file-limit': {
    status: 409,
    title: 'This field has all the files it may have',
    advice: 'It takes {most}: remove one first.',
  },
  'copy-not-made': {
    status: 409,
    title: 'There is no copy of this file for reviewers',
    advice: 'Why: {reason}.',
  },
  'files-being-read': {
    status: 409,
    title: 'Files of this application are still being read',
    advice: 'Try again in a minute.',
  },
  'blinding-unresolved': {
    status: 409,
    title: 'The application still names its team: it cannot go to reviewers who must not know who applies',
    advice: '{open} findings are open: return it for revision, or let each pass with a reason.',
  },
  'call-not-blinded': { status: 409, title: 'In this call reviewers know who applies: there is nothing to check' },
  'finding-not-open': { status: 409, title: 'Only an open finding can be let pass', advice: 'It is {state}.' },
  'finding-not-waived': { status: 409, title: 'This finding was not let pass', advice: 'It is {state}.' },
  // decisions
  'return-unexplained': {
    status: 400,
    title: 'Returning it without review needs a reason',
    advice: 'Say why, in the named fields.',
  },
  'own-application': {
    status: 403,
    title: 'Nobody acts for the institute on an application they take part in',
    advice: 'Somebody else must do this.',
  },
  'conflict-in-round': {
    status: 403,
    title: 'A conflict of interest in this round stands in the way',
    advice: 'Figures and decisions of the whole round are for somebody without a conflict in it.',
  },
  'not-a-full-application': {
    status: 409,
    title: 'Only a full application is reviewed',
    advice: 'A letter of intent is answered with an invitation, or without one.',
  },
  'recommendation-unusable': {
    status: 400,
    title: 'This recommendation cannot be kept as given',
    advice: 'Correct the named fields; nothing was stored.',
  },
  'tie-at-the-line': {
    status: 409,
    title: 'Applications stand level where the funding line runs, and nobody has decided between them',
    advice: 'Decide between {numbers} by discussion or by a lot.',
  },
  'decisions-unusable': {
    status: 400,
    title: 'These decisions cannot be made as given',
    advice: 'Correct the named fields; nothing was stored.',
  },
  'approver-needed': { status: 403, title: 'Only the approver named by the call decides' },
  'round-not-decided': {
    status: 409,
    title: 'The approver has not decided this round',
    advice: 'It is {state}: what was prepared must be decided as it stands.',
  },
  'round-moved': {
    status: 409,
    title: 'The round has changed since it was decided',
    advice: 'Read it again; what is named must be decided anew.',
  },
  'round-announced': { status: 409, title: 'This round is announced: its decisions stand' },
  'round-empty': { status: 409, title: 'No application is before this round' },
  'appeal-window-closed': { status: 409, title: 'Appeals are no longer taken', advice: 'They were until {until}.' },
  'appeal-exists': { status: 409, title: 'This decision was appealed already' },
  'appeal-decided': { status: 409, title: 'This appeal is decided' },
  'appeal-by-decider': {
    status: 403,
    title: 'Whoever made a decision does not judge its appeal',
    advice: 'Somebody else must do this.',
  },
  'new-decision-state': {
    status: 409,
    title: 'The new decision is not at that step',
    advice: 'It is {state}: it is prepared, then decided, then announced.',
  },
  'not-resubmittable': {
    status: 409,
    title: 'This application cannot be taken up again',
    advice: 'It must be the applicant’s own, announced, and neither funded nor withdrawn.',
  },
  // mail
});
