import { z } from 'zod';
import { defineEvent } from '../../core/index.js';
import { callsTopic } from '../topics.js';

const id = z.uuid();
const example = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e60';

/** A stage of a call: a letter of intent, or the full application. */
export const callStage = z.enum(['letter', 'full']);
export type CallStage = z.infer<typeof callStage>;

export const CallPublished = defineEvent({
  type: 'chiron.grants.call.published.v1',
  topic: callsTopic,
  description: 'A call is public; applications may be started once its first window opens.',
  schema: z.object({
    callId: id,
    /** what people call it; part of every application's number */
    code: z.string(),
    year: z.number().int(),
    stages: z.array(z.object({ stage: callStage, opensAt: z.iso.datetime(), closesAt: z.iso.datetime() })).min(1),
  }),
  subject: (facts) => facts.callId,
  example: {
    callId: example,
    code: '2027-MECG',
    year: 2027,
    stages: [
      { stage: 'letter', opensAt: '2026-09-01T13:00:00Z', closesAt: '2026-10-01T21:00:00Z' },
      { stage: 'full', opensAt: '2026-11-01T13:00:00Z', closesAt: '2026-12-15T22:00:00Z' },
    ],
  },
});

export const callsEvents = [CallPublished];
