import { z } from 'zod';
import { defineEvent, type Topic } from '../core/index.js';

/** Which person a source's reference means. Carries no name and no e-mail. */
export const referencesTopic: Topic = {
  name: 'membership.references',
  compacted: true,
  description: 'Which person each reference of a source means; key = source/sourcedId.',
};
export const membersTopic: Topic = {
  name: 'membership.people',
  compacted: false,
  description: 'The life of each person’s record; key = person id.',
};
export const reviewCapacitiesTopic: Topic = {
  name: 'membership.review-capacities',
  compacted: false,
  quiet: true,
  description: 'How many reviews each person takes on in a season, and what each service has of them; key = person id.',
};
export const membershipTopics = [referencesTopic, membersTopic, reviewCapacitiesTopic];

const id = z.uuid();
const example = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e50';
const other = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e51';

export const ReferenceResolved = defineEvent({
  type: 'chiron.membership.reference.resolved.v1',
  topic: referencesTopic,
  description: 'A reference means this person from now on: matched, made, linked by staff, merged or separated.',
  schema: z.object({ source: z.string(), sourcedId: z.string(), personId: id }),
  subject: (facts) => `${facts.source}/${facts.sourcedId}`,
  example: { source: 'sis', sourcedId: 'usr-17', personId: example },
});
export const ReferenceReleased = defineEvent({
  type: 'chiron.membership.reference.released.v1',
  topic: referencesTopic,
  description: 'Staff unlinked a reference of which nothing is known: it means nobody from now on.',
  schema: z.object({ source: z.string(), sourcedId: z.string() }),
  subject: (facts) => `${facts.source}/${facts.sourcedId}`,
  example: { source: 'sis', sourcedId: 'usr-18' },
});
export const PersonRegistered = defineEvent({
  type: 'chiron.membership.person.registered.v1',
  topic: membersTopic,
  description: 'A person has a record.',
  schema: z.object({ personId: id }),
  subject: (facts) => facts.personId,
  example: { personId: example },
});
export const PersonCorrected = defineEvent({
  type: 'chiron.membership.person.corrected.v1',
  topic: membersTopic,
  description: 'Staff corrected these fields; their values do not travel.',
  schema: z.object({ personId: id, fields: z.array(z.string()) }),
  subject: (facts) => facts.personId,
  example: { personId: example, fields: ['familyName'] },
});
export const PersonMerged = defineEvent({
  type: 'chiron.membership.person.merged.v1',
  topic: membersTopic,
  description: 'Two records were found to be one person’s; the first is now read as the second.',
  schema: z.object({ personId: id, intoPersonId: id, mergeId: id }),
  subject: (facts) => facts.personId,
  example: { personId: example, intoPersonId: other, mergeId: other },
});
export const PersonSeparated = defineEvent({
  type: 'chiron.membership.person.separated.v1',
  topic: membersTopic,
  description: 'A merge was undone; the record stands by itself again.',
  schema: z.object({ personId: id, fromPersonId: id, mergeId: id }),
  subject: (facts) => facts.personId,
  example: { personId: example, fromPersonId: other, mergeId: other },
});
export const PrivacyHoldPlaced = defineEvent({
  type: 'chiron.membership.person.privacy-hold-placed.v1',
  topic: membersTopic,
  description: 'FERPA’s directory-information block stands on this person.',
  schema: z.object({ personId: id }),
  subject: (facts) => facts.personId,
  example: { personId: example },
});
export const PrivacyHoldLifted = defineEvent({
  type: 'chiron.membership.person.privacy-hold-lifted.v1',
  topic: membersTopic,
  description: 'Staff lifted the block.',
  schema: z.object({ personId: id }),
  subject: (facts) => facts.personId,
  example: { personId: example },
});
export const ReviewCapacityAllotted = defineEvent({
  type: 'chiron.membership.review-capacity.allotted.v1',
  topic: reviewCapacitiesTopic,
  description:
    'What a person takes on in a season over all committees, and how many reviews each service has of it: all of it, each time. A service that is not named has none. Revisions count for each person and season.',
  schema: z.object({
    personId: id,
    season: z.string().min(1),
    /** reviews at most, over all services; the allotments come to no more */
    capacity: z.number().int().nonnegative(),
    allotments: z.array(z.object({ service: z.string().min(1), reviews: z.number().int().nonnegative() })),
  }),
  subject: (facts) => facts.personId,
  example: {
    personId: example,
    season: '2027',
    capacity: 8,
    allotments: [
      { service: 'grants', reviews: 5 },
      { service: 'recognition', reviews: 3 },
    ],
  },
});

export const membershipEvents = [
  ReferenceResolved,
  ReferenceReleased,
  PersonRegistered,
  PersonCorrected,
  PersonMerged,
  PersonSeparated,
  PrivacyHoldPlaced,
  PrivacyHoldLifted,
  ReviewCapacityAllotted,
];
