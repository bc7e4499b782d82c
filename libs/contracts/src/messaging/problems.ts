import { problemsOf } from '../core/index.js';

/** What the outbox of any service refuses. */
export const messagingProblems = problemsOf('messaging', {
  'event-too-large': {
    status: 413,
    title: 'The change is too large to be told to the rest of the platform',
    advice: 'It makes an event of {bytes} bytes; the limit is {limit}.',
  },
});
