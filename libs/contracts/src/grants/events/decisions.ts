import { z } from 'zod';
import { defineEvent } from '../../core/index.js';
import { applicationsTopic, committeeServiceTopic, grantTopic, roundsTopic } from '../topics.js';
import { applicationFacts, type ApplicationFacts } from './applications.js';

const id = z.uuid();
const moment = z.iso.datetime();
const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const personId = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e50';
const example: ApplicationFacts = {
  applicationId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e70',
  callId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e60',
  stage: 'full',
  applicantId: personId,
};
const subject = (facts: ApplicationFacts): string => facts.applicationId;

/** What a round ends with for one application. */
export const outcomes = ['fund', 'fund-in-part', 'revise', 'decline'] as const;
export type Outcome = (typeof outcomes)[number];

export const ApplicationReturnedWithoutReview = defineEvent({
  type: 'chiron.grants.application.returned-without-review.v1',
  topic: applicationsTopic,
  description: 'The administrative review found it incomplete, not eligible or not responsive; its round is over.',
  schema: applicationFacts.extend({ failed: z.array(z.enum(['complete', 'eligible', 'responsive'])).min(1) }),
  subject,
  example: { ...example, failed: ['responsive'] },
});
export const DecisionAppealed = defineEvent({
  type: 'chiron.grants.application.decision-appealed.v1',
  topic: applicationsTopic,
  description: 'The applicant appealed an announced decision; on what grounds is told nowhere.',
  schema: applicationFacts,
  subject,
  example,
});
export const AppealAnswered = defineEvent({
  type: 'chiron.grants.application.appeal-answered.v1',
  topic: applicationsTopic,
  description: 'An appeal was upheld, which opens a new decision, or dismissed.',
  schema: applicationFacts.extend({ upheld: z.boolean() }),
  subject,
  example: { ...example, upheld: true },
});
export const OutcomeAnnounced = defineEvent({
  type: 'chiron.grants.application.outcome-announced.v1',
  topic: applicationsTopic,
  description:
    'The decision on an application was told to its applicant, with all others of the round; again where an upheld appeal led to another one.',
  schema: applicationFacts.extend({ outcome: z.enum(outcomes), announcedOn: isoDate }),
  subject,
  example: { ...example, outcome: 'fund', announcedOn: '2027-03-01' },
});

const callId = example.callId;
const ofRound = (facts: { callId: string }): string => facts.callId;
export const AcceptedForReview = defineEvent({
  type: 'chiron.grants.round.application-accepted.v1',
  topic: roundsTopic,
  description:
    'The administrative review found an application complete, eligible and responsive: a committee may have it. Its applicant is not told.',
  schema: z.object({ callId: id, applicationId: id }),
  subject: ofRound,
  example: { callId, applicationId: example.applicationId },
});
export const RoundDecided = defineEvent({
  type: 'chiron.grants.round.decided.v1',
  topic: roundsTopic,
  description: 'The approver decided what was prepared for a call; nobody is told yet, nor is it here.',
  schema: z.object({ callId: id, decidedAt: moment }),
  subject: ofRound,
  example: { callId, decidedAt: '2027-02-25T15:00:00.000Z' },
});
export const RoundReopened = defineEvent({
  type: 'chiron.grants.round.reopened.v1',
  topic: roundsTopic,
  description: 'What the approver had decided is taken back: something is recommended or prepared anew.',
  schema: z.object({ callId: id }),
  subject: ofRound,
  example: { callId },
});
export const RoundAnnounced = defineEvent({
  type: 'chiron.grants.round.announced.v1',
  topic: roundsTopic,
  description: 'The decisions of a call were announced, all at once.',
  schema: z.object({
    callId: id,
    announcedAt: moment,
    /** the last moment for an appeal; null where the call takes none */
    appealUntil: moment.nullable(),
  }),
  subject: ofRound,
  example: { callId, announcedAt: '2027-03-01T15:00:00.000Z', appealUntil: '2027-03-31T15:00:00.000Z' },
});

export const GrantAwarded = defineEvent({
  type: 'chiron.grants.grant.awarded.v1',
  topic: grantTopic,
  description:
    'A grant exists: its announcement is public from now on. Told again, of the same grant, where an upheld appeal gave more.',
  schema: z.object({
    grantId: id,
    applicationId: id,
    callId: id,
    /** the principal investigator */
    recipientId: id,
    /** who takes part besides */
    team: z.array(z.object({ personId: id, role: z.string() })),
    /** integer minor units of `currency` */
    amountMinor: z.number().int().positive(),
    currency: z.string().length(3),
    announcedOn: isoDate,
  }),
  subject: (facts) => facts.grantId,
  example: {
    grantId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e80',
    applicationId: example.applicationId,
    callId: example.callId,
    recipientId: personId,
    team: [{ personId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e51', role: 'co-applicant' }],
    amountMinor: 2_500_000,
    currency: 'USD',
    announcedOn: '2027-03-01',
  },
});
export type GrantFacts = z.infer<typeof GrantAwarded.schema>;

export const CommitteeServed = defineEvent({
  type: 'chiron.grants.committee-service.performed.v1',
  topic: committeeServiceTopic,
  description:
    'Somebody served on a committee in a year. Told once its round is announced; of what was reviewed, nothing.',
  schema: z.object({ serviceId: id, personId: id, committee: z.string(), year: z.number().int() }),
  subject: (facts) => facts.personId,
  example: {
    serviceId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e90',
    personId,
    committee: 'Education Innovation',
    year: 2027,
  },
});
export type CommitteeServiceFacts = z.infer<typeof CommitteeServed.schema>;

export const decisionsEvents = [
  ApplicationReturnedWithoutReview,
  OutcomeAnnounced,
  DecisionAppealed,
  AppealAnswered,
  AcceptedForReview,
  RoundDecided,
  RoundReopened,
  RoundAnnounced,
  GrantAwarded,
  CommitteeServed,
];
