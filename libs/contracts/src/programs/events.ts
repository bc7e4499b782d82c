import { z } from 'zod';
import { defineEvent } from '../core/index.js';
import { enrollmentsTopic, importsTopic, offeringsTopic, peopleTopic, programsTopic } from './topics.js';

const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const id = z.uuid();

/** How a source names a person. `source` `chiron` means the platform itself; its `sourcedId` is the person's id. */
export const personReference = z.object({ source: z.string().min(1), sourcedId: z.string().min(1) });
export type PersonReference = z.infer<typeof personReference>;

/** The bus key of a person's description. */
export const personKey = (reference: PersonReference): string => `${reference.source}/${reference.sourcedId}`;

/** An organisation as its source names it. */
export const organisation = z.object({
  /** the source's id of it */
  organisation: z.string(),
  organisationName: z.string().optional(),
  /** the source's own word, as OneRoster's `department`, `school`, `district`; others may come */
  organisationType: z.string().optional(),
});
export type OrganisationNamed = z.infer<typeof organisation>;

export const affiliation = organisation.extend({
  /**
   * the organisations that this one lies within, the nearest first, as far as the source said: absent where it named no
   * parent; one that was only named as a parent has neither name nor type. At most eight, none of them twice.
   */
  within: z.array(organisation).optional(),
  /**
   * the source's own word for the position, as `teacher` or `Assistant Professor`: role tables translate roles of
   * enrollments, and would make a resident a learner
   */
  position: z.string().optional(),
  primary: z.boolean().optional(),
  beginDate: isoDate.optional(),
  endDate: isoDate.optional(),
});
export type Affiliation = z.infer<typeof affiliation>;

export const personDescription = personReference.extend({
  givenName: z.string().optional(),
  middleName: z.string().optional(),
  familyName: z.string().optional(),
  preferredGivenName: z.string().optional(),
  preferredFamilyName: z.string().optional(),
  pronouns: z.string().optional(),
  email: z.string().optional(),
  /** whether the source was authoritative for the e-mail's domain when it said so */
  emailAuthoritative: z.boolean(),
  /** bare form with a verified check digit */
  orcid: z.string().optional(),
  /** true where the source places FERPA's directory-information block; absent never lifts one */
  privacyHold: z.boolean().optional(),
  affiliations: z.array(affiliation).optional(),
});
export type PersonDescription = z.infer<typeof personDescription>;

export const PersonDescribed = defineEvent({
  type: 'chiron.programs.person.described.v1',
  topic: peopleTopic,
  description:
    'A delivery of a source said something new about a person, or about an organisation they belong to. A tombstone of the key erases it.',
  schema: personDescription,
  subject: personKey,
  example: {
    source: 'sis',
    sourcedId: 'usr-17',
    givenName: 'Siobhán',
    familyName: 'O’Brien',
    email: 'siobhan.obrien@example.edu',
    emailAuthoritative: true,
    affiliations: [
      {
        organisation: 'org-dept-3',
        organisationName: 'Emergency Medicine',
        organisationType: 'department',
        within: [{ organisation: 'org-school', organisationName: 'School of Medicine', organisationType: 'school' }],
        primary: true,
      },
    ],
  },
});

export const enrollmentRoles = ['learner', 'faculty', 'mentor', 'staff'] as const;
export type EnrollmentRole = (typeof enrollmentRoles)[number];
export const enrollmentStatuses = ['pending', 'active', 'completed', 'withdrawn', 'ended'] as const;
export type EnrollmentStatus = (typeof enrollmentStatuses)[number];

/** An enrollment as it stood after the event; `revision` of the envelope orders them. */
export const enrollmentFacts = z.object({
  enrollmentId: id,
  /** the source it belongs to; `chiron` for one made by hand */
  source: z.string(),
  person: personReference,
  offeringId: id,
  role: z.enum(enrollmentRoles),
  status: z.enum(enrollmentStatuses),
  beginDate: isoDate.nullable(),
  /** the last day, inclusive */
  endDate: isoDate.nullable(),
  /** the import that caused it, where one did */
  importId: id.optional(),
});
export type EnrollmentFacts = z.infer<typeof enrollmentFacts>;

const enrollmentExample: EnrollmentFacts = {
  enrollmentId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e3f',
  source: 'sis',
  person: { source: 'sis', sourcedId: 'usr-17' },
  offeringId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e40',
  role: 'learner',
  status: 'active',
  beginDate: '2026-09-01',
  endDate: '2026-12-20',
  importId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e41',
};

const enrollmentEvent = (verb: string, status: EnrollmentStatus, description: string) =>
  defineEvent({
    type: `chiron.programs.enrollment.${verb}.v1`,
    topic: enrollmentsTopic,
    description,
    schema: enrollmentFacts,
    subject: (facts) => facts.enrollmentId,
    example: { ...enrollmentExample, status },
  });

export const EnrollmentOpened = enrollmentEvent('opened', 'active', 'An enrollment exists, `active` or `pending`.');
export const EnrollmentActivated = enrollmentEvent(
  'activated',
  'active',
  'A pending enrollment’s person became known.',
);
export const EnrollmentAmended = enrollmentEvent(
  'amended',
  'active',
  'Person, offering, role or dates changed, or its person is no longer known (`pending`).',
);
export const EnrollmentEnded = enrollmentEvent('ended', 'ended', 'Ended by its source, by omission, or by hand.');
export const EnrollmentWithdrawn = enrollmentEvent('withdrawn', 'withdrawn', 'The person withdrew or was withdrawn.');
export const EnrollmentCompleted = enrollmentEvent('completed', 'completed', 'The person completed the offering.');
export const EnrollmentRestored = enrollmentEvent(
  'restored',
  'active',
  'An ended or withdrawn enrollment is live again.',
);

export const enrollmentEvents = [
  EnrollmentOpened,
  EnrollmentActivated,
  EnrollmentAmended,
  EnrollmentEnded,
  EnrollmentWithdrawn,
  EnrollmentCompleted,
  EnrollmentRestored,
];

export const ProgramListed = defineEvent({
  type: 'chiron.programs.program.listed.v1',
  topic: programsTopic,
  description: 'A program stands in the catalogue with these facts; told again when they change.',
  schema: z.object({
    programId: id,
    code: z.string().nullable(),
    title: z.string(),
    status: z.enum(['draft', 'open', 'retired']),
  }),
  subject: (facts) => facts.programId,
  example: { programId: enrollmentExample.importId!, code: 'P100', title: 'Curriculum Design Studio', status: 'open' },
});
export type ProgramFacts = z.infer<typeof ProgramListed.schema>;

export const OfferingListed = defineEvent({
  type: 'chiron.programs.offering.listed.v1',
  topic: offeringsTopic,
  description: 'An offering stands in the catalogue with these facts; told again when they change.',
  schema: z.object({
    offeringId: id,
    programId: id.nullable(),
    code: z.string().nullable(),
    title: z.string(),
    status: z.enum(['draft', 'scheduled', 'cancelled', 'over']),
    beginDate: isoDate.nullable(),
    endDate: isoDate.nullable(),
  }),
  subject: (facts) => facts.offeringId,
  example: {
    offeringId: enrollmentExample.offeringId,
    programId: enrollmentExample.importId!,
    code: 'C1000',
    title: 'Curriculum Design Studio, cohort 1',
    status: 'scheduled',
    beginDate: '2026-09-01',
    endDate: '2026-12-20',
  },
});
export type OfferingFacts = z.infer<typeof OfferingListed.schema>;

const importCounts = z.object({
  rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  restored: z.number().int(),
  ended: z.number().int(),
  kept: z.number().int(),
  stale: z.number().int(),
  pending: z.number().int(),
  rejected: z.number().int(),
  omitted: z.number().int(),
});
export type ImportCounts = z.infer<typeof importCounts>;

const importFacts = z.object({
  importId: id,
  source: z.string(),
  mode: z.enum(['delta', 'canonical']),
  counts: importCounts,
});
const importExample = {
  importId: enrollmentExample.importId!,
  source: 'sis',
  mode: 'delta' as const,
  counts: {
    rows: 3,
    created: 1,
    updated: 0,
    unchanged: 0,
    restored: 0,
    ended: 0,
    kept: 0,
    stale: 0,
    pending: 1,
    rejected: 1,
    omitted: 0,
  },
};

export const ImportApplied = defineEvent({
  type: 'chiron.programs.import.applied.v1',
  topic: importsTopic,
  description: 'Every row of an import has its receipt and its effect is committed.',
  schema: importFacts,
  subject: (facts) => facts.importId,
  example: importExample,
});

export const ImportUndone = defineEvent({
  type: 'chiron.programs.import.undone.v1',
  topic: importsTopic,
  description: 'An applied import was taken back, as far as its values still stood.',
  schema: z.object({ importId: id, source: z.string(), undone: z.number().int(), left: z.number().int() }),
  subject: (facts) => facts.importId,
  example: { importId: importExample.importId, source: 'sis', undone: 2, left: 1 },
});

export const programsEvents = [
  PersonDescribed,
  ...enrollmentEvents,
  ProgramListed,
  OfferingListed,
  ImportApplied,
  ImportUndone,
];
