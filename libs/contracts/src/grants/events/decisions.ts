import { z } from 'zod';
import { defineEvent } from '../../core/index.js';
import { applicationsTopic, committeeServiceTopic, grantTopic } from '../topics.js';
import { applicationFacts, type ApplicationFacts } from './applications.js';

const id = z.uuid();
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
export const OutcomeAnnounced = defineEvent({
  type: 'chiron.grants.application.outcome-announced.v1',
  topic: applicationsTopic,
  description:
    'The decision on an application was told to its applicant, with all others of the round; again where an upheld appeal led to another one.',
  schema: applicationFacts.extend({ outcome: z.enum(outcomes), announcedOn: isoDate }),
  subject,
  example: { ...example, outcome: 'fund', announcedOn: '2027-03-01' },
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

export const decisionsEvents = [ApplicationReturnedWithoutReview, OutcomeAnnounced, GrantAwarded, CommitteeServed];
