import { z } from 'zod';
import { defineEvent } from '../../core/index.js';
import { committeesTopic } from '../topics.js';

const id = z.uuid();

/** What every event of a committee says: which, and of which call. */
export const committeeFacts = z.object({ committeeId: id, callId: id });
export type CommitteeFacts = z.infer<typeof committeeFacts>;
const ofApplication = committeeFacts.extend({ applicationId: id });

const example: CommitteeFacts = {
  committeeId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2ea0',
  callId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e60',
};
const one = { ...example, applicationId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e70' };
const personId = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e50';
const subject = (facts: CommitteeFacts): string => facts.committeeId;
const topic = committeesTopic;

/** The phases of a committee, in their order. */
const phase = z.enum(['bidding', 'review', 'discussion', 'decision', 'announced']);

export const CommitteeFormed = defineEvent({
  type: 'chiron.grants.committee.formed.v1',
  topic,
  description: 'A call has a committee, which begins with bidding.',
  schema: committeeFacts,
  subject,
  example,
});
export const MemberAppointed = defineEvent({
  type: 'chiron.grants.committee.member-appointed.v1',
  topic,
  description:
    'Somebody sits in a committee, in this role and with this capacity, from now on; again where those change.',
  schema: committeeFacts.extend({
    personId: id,
    role: z.enum(['member', 'chair', 'acting-chair']),
    /** reviews at most */
    capacity: z.number().int().nonnegative(),
  }),
  subject,
  example: { ...example, personId, role: 'member', capacity: 6 },
});
export const MemberLeft = defineEvent({
  type: 'chiron.grants.committee.member-left.v1',
  topic,
  description: 'Somebody sits in a committee no longer.',
  schema: committeeFacts.extend({ personId: id }),
  subject,
  example: { ...example, personId },
});
export const MemberCertified = defineEvent({
  type: 'chiron.grants.committee.member-certified.v1',
  topic,
  description:
    'A member signed conflicts, confidentiality and the rule on AI tools: before any file opens, or again after the meeting.',
  schema: committeeFacts.extend({ personId: id, occasion: z.enum(['before', 'after']) }),
  subject,
  example: { ...example, personId, occasion: 'before' },
});
export const PhaseEntered = defineEvent({
  type: 'chiron.grants.committee.phase-entered.v1',
  topic,
  description: 'A committee went on to its next phase, or back.',
  schema: committeeFacts.extend({ phase, from: phase, back: z.boolean() }),
  subject,
  example: { ...example, phase: 'review', from: 'bidding', back: false },
});
export const RubricAdopted = defineEvent({
  type: 'chiron.grants.committee.rubric-adopted.v1',
  topic,
  description: 'Reviews of a committee are written on this version of its rubric from now on.',
  schema: committeeFacts.extend({ version: z.number().int().positive() }),
  subject,
  example: { ...example, version: 1 },
});
export const ConflictDeclared = defineEvent({
  type: 'chiron.grants.committee.conflict-declared.v1',
  topic,
  description: 'Somebody is in conflict with an application; who, and why, is told nowhere.',
  schema: ofApplication.extend({
    source: z.enum(['declared-by-reviewer', 'declared-by-applicant', 'set-by-chair']),
  }),
  subject,
  example: { ...one, source: 'declared-by-reviewer' },
});
export const ConflictDecided = defineEvent({
  type: 'chiron.grants.committee.conflict-decided.v1',
  topic,
  description: 'A conflict with an application was confirmed, waived with a reason, or taken back.',
  schema: ofApplication.extend({ as: z.enum(['confirmed', 'waived', 'withdrawn']) }),
  subject,
  example: { ...one, as: 'waived' },
});
export const ReviewersAssigned = defineEvent({
  type: 'chiron.grants.committee.reviewers-assigned.v1',
  topic,
  description: 'So many assignments were made, by a run or by hand; who reviews what is told nowhere.',
  schema: committeeFacts.extend({ assignments: z.number().int().positive() }),
  subject,
  example: { ...example, assignments: 36 },
});
export const AssignmentEnded = defineEvent({
  type: 'chiron.grants.committee.assignment-ended.v1',
  topic,
  description: 'A reviewer refused to review an application, or is to review it no longer; the rest is balanced anew.',
  schema: ofApplication.extend({ as: z.enum(['refused', 'withdrawn']) }),
  subject,
  example: { ...one, as: 'refused' },
});
export const ApplicationReceived = defineEvent({
  type: 'chiron.grants.committee.application-received.v1',
  topic,
  description: 'A committee has an application that was accepted for review.',
  schema: ofApplication,
  subject,
  example: one,
});
export const ApplicationDropped = defineEvent({
  type: 'chiron.grants.committee.application-dropped.v1',
  topic,
  description: 'A committee has an application no longer: withdrawn, returned, or given to another one.',
  schema: ofApplication,
  subject,
  example: one,
});
export const ReviewSubmitted = defineEvent({
  type: 'chiron.grants.committee.review-submitted.v1',
  topic,
  description:
    'A review of an application was handed in, or one that was entered for its reviewer confirmed; by whom is told nowhere.',
  schema: ofApplication,
  subject,
  example: one,
});
export const ReviewReopened = defineEvent({
  type: 'chiron.grants.committee.review-reopened.v1',
  topic,
  description: 'A review that was handed in is a draft again.',
  schema: ofApplication,
  subject,
  example: one,
});
export const MeetingOpened = defineEvent({
  type: 'chiron.grants.committee.meeting-opened.v1',
  topic,
  description: 'The meeting of a committee began.',
  schema: committeeFacts,
  subject,
  example,
});
export const MeetingClosed = defineEvent({
  type: 'chiron.grants.committee.meeting-closed.v1',
  topic,
  description: 'The meeting of a committee is over.',
  schema: committeeFacts,
  subject,
  example,
});
export const BallotOpened = defineEvent({
  type: 'chiron.grants.committee.ballot-opened.v1',
  topic,
  description: 'A private vote on an application began.',
  schema: ofApplication,
  subject,
  example: one,
});
export const BallotClosed = defineEvent({
  type: 'chiron.grants.committee.ballot-closed.v1',
  topic,
  description: 'A private vote is over; so many voted, and what they voted is told nowhere.',
  schema: ofApplication.extend({ votes: z.number().int().nonnegative() }),
  subject,
  example: { ...one, votes: 9 },
});
export const SummaryApproved = defineEvent({
  type: 'chiron.grants.committee.summary-approved.v1',
  topic,
  description: 'The summary statement of an application is fit to be released with the announcement.',
  schema: ofApplication,
  subject,
  example: one,
});
export const MinutesApproved = defineEvent({
  type: 'chiron.grants.committee.minutes-approved.v1',
  topic,
  description: 'The minutes of a committee’s meeting stand.',
  schema: committeeFacts,
  subject,
  example,
});
export const RecommendationMade = defineEvent({
  type: 'chiron.grants.committee.recommendation-made.v1',
  topic,
  description: 'A committee recommended, or recommended anew; what, the announcement tells.',
  schema: committeeFacts,
  subject,
  example,
});

export const committeesEvents = [
  CommitteeFormed,
  MemberAppointed,
  MemberLeft,
  MemberCertified,
  PhaseEntered,
  RubricAdopted,
  ConflictDeclared,
  ConflictDecided,
  ReviewersAssigned,
  AssignmentEnded,
  ApplicationReceived,
  ApplicationDropped,
  ReviewSubmitted,
  ReviewReopened,
  MeetingOpened,
  MeetingClosed,
  BallotOpened,
  BallotClosed,
  SummaryApproved,
  MinutesApproved,
  RecommendationMade,
];
