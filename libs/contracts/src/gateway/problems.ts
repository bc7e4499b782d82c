import { problemsOf } from '../core/index.js';

/** The problems of clients and tokens. */
export const gatewayProblems = problemsOf('gateway', {
  'scope-not-grantable': {
    status: 403,
    title: 'A client cannot grant what it may not do itself',
    advice: 'Not yours to grant: {names}.',
  },
  'client-out-of-reach': {
    status: 403,
    title: 'This client may do more than you',
    advice: 'Only a client with all of its scopes and sources may change it; you lack {names}.',
  },
  'client-revoked': { status: 409, title: 'The client is revoked', advice: 'Register a new one.' },
});
