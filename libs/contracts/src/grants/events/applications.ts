import { z } from 'zod';
import { defineEvent } from '../../core/index.js';
import { applicationsTopic } from '../topics.js';
import { callStage } from './calls.js';

const id = z.uuid();
const moment = z.iso.datetime();
const applicationId = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e70';
const personId = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e50';

/** What every event of an application says: which, for which call and stage, and whose. */
export const applicationFacts = z.object({
  applicationId: id,
  callId: id,
  stage: callStage,
  /** the principal investigator, as membership knows them */
  applicantId: id,
});
export type ApplicationFacts = z.infer<typeof applicationFacts>;

const example: ApplicationFacts = {
  applicationId,
  callId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e60',
  stage: 'full',
  applicantId: personId,
};

const subject = (facts: ApplicationFacts): string => facts.applicationId;

export const ApplicationStarted = defineEvent({
  type: 'chiron.grants.application.started.v1',
  topic: applicationsTopic,
  description: 'Somebody who is eligible began a draft, alone or from an invited letter of intent.',
  schema: applicationFacts.extend({ letterId: id.optional() }),
  subject,
  example,
});
export const ApplicationSubmitted = defineEvent({
  type: 'chiron.grants.application.submitted.v1',
  topic: applicationsTopic,
  description: 'A complete application (or letter of intent) was handed in; again, where it had been returned.',
  schema: applicationFacts.extend({
    submittedAt: moment,
    /** after the deadline, within the grace that the call or an officer gave */
    late: z.boolean(),
    /** who took part then; the applicant is not named again */
    team: z.array(z.object({ personId: id, role: z.string() })),
  }),
  subject,
  example: { ...example, submittedAt: '2026-12-15T20:11:09.120Z', late: false, team: [{ personId, role: 'mentor' }] },
});
export const ApplicationWithdrawn = defineEvent({
  type: 'chiron.grants.application.withdrawn.v1',
  topic: applicationsTopic,
  description: 'The applicant took it back; it takes no further part in the round.',
  schema: applicationFacts.extend({ withdrawnAt: moment, wasSubmitted: z.boolean() }),
  subject,
  example: { ...example, withdrawnAt: '2026-12-16T08:00:00.000Z', wasSubmitted: true },
});
export const ApplicationReturned = defineEvent({
  type: 'chiron.grants.application.returned.v1',
  topic: applicationsTopic,
  description: 'An officer returned it for revision, with a deadline of its own.',
  schema: applicationFacts.extend({ dueAt: moment }),
  subject,
  example: { ...example, dueAt: '2026-12-22T22:00:00.000Z' },
});
export const ApplicationReopened = defineEvent({
  type: 'chiron.grants.application.reopened.v1',
  topic: applicationsTopic,
  description: 'It is a draft again: opened by its applicant within the window, or by an officer.',
  schema: applicationFacts.extend({ by: z.enum(['applicant', 'officer']) }),
  subject,
  example: { ...example, by: 'applicant' },
});
export const ApplicationDeadlineExtended = defineEvent({
  type: 'chiron.grants.application.deadline-extended.v1',
  topic: applicationsTopic,
  description: 'An officer gave a draft a deadline of its own.',
  schema: applicationFacts.extend({ dueAt: moment }),
  subject,
  example: { ...example, dueAt: '2026-12-22T22:00:00.000Z' },
});
export const LetterInvited = defineEvent({
  type: 'chiron.grants.application.letter-invited.v1',
  topic: applicationsTopic,
  description: 'A letter of intent was answered with an invitation to apply.',
  schema: applicationFacts,
  subject,
  example: { ...example, stage: 'letter' },
});
export const LetterDeclined = defineEvent({
  type: 'chiron.grants.application.letter-declined.v1',
  topic: applicationsTopic,
  description: 'A letter of intent was answered without an invitation.',
  schema: applicationFacts,
  subject,
  example: { ...example, stage: 'letter' },
});
export const TeamMemberJoined = defineEvent({
  type: 'chiron.grants.application.team-member-joined.v1',
  topic: applicationsTopic,
  description: 'Somebody consented to take part; `personId` where the platform knows them.',
  schema: applicationFacts.extend({ memberId: id, personId: id.optional(), role: z.string() }),
  subject,
  example: { ...example, memberId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e71', personId, role: 'co-applicant' },
});
export const TeamMemberLeft = defineEvent({
  type: 'chiron.grants.application.team-member-left.v1',
  topic: applicationsTopic,
  description: 'Somebody who had consented takes part no longer.',
  schema: applicationFacts.extend({ memberId: id, personId: id.optional() }),
  subject,
  example: { ...example, memberId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e71', personId },
});
export const ChairDecided = defineEvent({
  type: 'chiron.grants.application.chair-decided.v1',
  topic: applicationsTopic,
  description: 'The department chair approved the application, or declined to.',
  schema: applicationFacts.extend({ approved: z.boolean() }),
  subject,
  example: { ...example, approved: true },
});
export const ReferenceReceived = defineEvent({
  type: 'chiron.grants.application.reference-received.v1',
  topic: applicationsTopic,
  description: 'A letter of a referee has come; by whom and what it says is told nowhere.',
  schema: applicationFacts.extend({ referenceId: id }),
  subject,
  example: { ...example, referenceId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e72' },
});
export const ReferenceDeclined = defineEvent({
  type: 'chiron.grants.application.reference-declined.v1',
  topic: applicationsTopic,
  description: 'A referee who was asked for a letter does not write one.',
  schema: applicationFacts.extend({ referenceId: id }),
  subject,
  example: { ...example, referenceId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e72' },
});

export const applicationsEvents = [
  ApplicationStarted,
  ApplicationSubmitted,
  ApplicationWithdrawn,
  ApplicationReturned,
  ApplicationReopened,
  ApplicationDeadlineExtended,
  LetterInvited,
  LetterDeclined,
  TeamMemberJoined,
  TeamMemberLeft,
  ChairDecided,
  ReferenceReceived,
  ReferenceDeclined,
];
