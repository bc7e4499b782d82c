import { problemsOf } from '@chiron/contracts/core';

/** The most bytes of UTF-8 that one event may have as text. */
export const eventLimit = 256 * 1024;

export const messagingProblems = problemsOf('messaging', {
  'event-too-large': {
    status: 413,
    title: 'The change is too large to be told to the rest of the platform',
    advice: 'It makes an event of {bytes} bytes; the limit is {limit}.',
  },
  'replay-failed': {
    status: 409,
    title: 'The dead letter failed again',
    advice: '{reason}',
  },
});
