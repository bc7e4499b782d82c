import { z } from 'zod';
import { defineEvent } from '../../core/index.js';
import { callsTopic, officersTopic } from '../topics.js';

const id = z.uuid();
const moment = z.iso.datetime();
const callId = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e60';
const subject = (facts: { callId: string }): string => facts.callId;

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
    stages: z.array(z.object({ stage: callStage, opensAt: moment, closesAt: moment })).min(1),
  }),
  subject,
  example: {
    callId,
    code: '2027-MECG',
    year: 2027,
    stages: [
      { stage: 'letter', opensAt: '2026-09-01T13:00:00.000Z', closesAt: '2026-10-01T21:00:00.000Z' },
      { stage: 'full', opensAt: '2026-11-01T13:00:00.000Z', closesAt: '2026-12-15T22:00:00.000Z' },
    ],
  },
});
export const CallWindowExtended = defineEvent({
  type: 'chiron.grants.call.window-extended.v1',
  topic: callsTopic,
  description: 'The window of a published stage closes later than it was announced.',
  schema: z.object({ callId: id, stage: callStage, closesAt: moment, graceUntil: moment }),
  subject,
  example: { callId, stage: 'full', closesAt: '2026-12-18T22:00:00.000Z', graceUntil: '2026-12-18T23:00:00.000Z' },
});
export const CallClosed = defineEvent({
  type: 'chiron.grants.call.closed.v1',
  topic: callsTopic,
  description: 'The round of this call is over.',
  schema: z.object({
    callId: id,
    closedAt: moment,
    /** while a window was open or still to open */
    early: z.boolean(),
  }),
  subject,
  example: { callId, closedAt: '2027-05-31T10:00:00.000Z', early: false },
});
export const FormPublished = defineEvent({
  type: 'chiron.grants.call.form-published.v1',
  topic: callsTopic,
  description: 'A version of a stage’s form stands: applications begun from now on are written on it.',
  schema: z.object({ callId: id, stage: callStage, version: z.number().int().positive() }),
  subject,
  example: { callId, stage: 'full', version: 1 },
});
export const EligibilityWaived = defineEvent({
  type: 'chiron.grants.call.eligibility-waived.v1',
  topic: callsTopic,
  description: 'An officer lets somebody pass a rule of eligibility of this call, or all of them, for a while.',
  schema: z.object({ callId: id, personId: id, rule: z.string().nullable(), until: z.string() }),
  subject,
  example: { callId, personId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e50', rule: 'years', until: '2026-10-31' },
});

const officer = z.object({ appointmentId: id, personId: id, role: z.enum(['officer', 'finance']) });
const exampleOfficer: z.infer<typeof officer> = {
  appointmentId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e61',
  personId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e50',
  role: 'officer',
};
export const OfficerAppointed = defineEvent({
  type: 'chiron.grants.officer.appointed.v1',
  topic: officersTopic,
  description: 'Somebody runs grants, or looks after their money, from now on.',
  schema: officer,
  subject: (facts) => facts.appointmentId,
  example: exampleOfficer,
});
export const OfficerRelieved = defineEvent({
  type: 'chiron.grants.officer.relieved.v1',
  topic: officersTopic,
  description: 'That appointment has ended.',
  schema: officer,
  subject: (facts) => facts.appointmentId,
  example: exampleOfficer,
});
