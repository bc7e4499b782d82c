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
  // applications
  // files
  // decisions
  // mail
});
