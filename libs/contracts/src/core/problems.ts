import { problemsOf } from './refusal.js';

/** Problems that every service may answer. */
export const coreProblems = problemsOf('core', {
  'validation-failed': { status: 400, title: 'The request is not valid', advice: 'Correct the named fields.' },
  'malformed-body': { status: 400, title: 'The body cannot be read' },
  unauthorized: { status: 401, title: 'A valid access token is needed' },
  forbidden: { status: 403, title: 'This client or person may not do that', advice: 'It needs {needs}.' },
  'not-found': { status: 404, title: 'There is no such thing here', advice: 'No {kind} with id {id}.' },
  'method-not-allowed': { status: 405, title: 'This method is not allowed here' },
  conflict: { status: 409, title: 'Somebody else changed this at the same time', advice: 'Read it again and repeat.' },
  'already-exists': { status: 409, title: 'There is one already', advice: 'A {kind} with this {field} exists.' },
  'precondition-failed': {
    status: 412,
    title: 'It has changed since you read it',
    advice: 'Its present ETag is "{revision}": read it again, then repeat with If-Match.',
  },
  'payload-too-large': { status: 413, title: 'The body is too large', advice: 'The limit here is {limit} bytes.' },
  'unsupported-media-type': {
    status: 415,
    title: 'This content type is not accepted here',
    advice: 'Send one of: {accepted}.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
    advice: 'Use a new key for a new request.',
  },
  'precondition-required': {
    status: 428,
    title: 'If-Match is needed to change this',
    advice: 'Send the ETag you read as If-Match.',
  },
  'rate-limited': { status: 429, title: 'Too many requests', advice: 'Try again in {seconds} s.' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  'service-unavailable': {
    status: 503,
    title: 'A part of the platform does not answer',
    advice: '{service} is not available; try again shortly.',
  },
});
