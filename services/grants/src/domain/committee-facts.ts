import type { Fact } from '@chiron/contracts/core';
import {
  ApplicationDropped,
  ApplicationReceived,
  AssignmentEnded,
  BallotClosed,
  BallotOpened,
  CommitteeFormed,
  ConflictDecided,
  ConflictDeclared,
  MeetingClosed,
  MeetingOpened,
  MemberAppointed,
  MemberCertified,
  MemberLeft,
  MinutesApproved,
  PhaseEntered,
  ReviewersAssigned,
  ReviewReopened,
  ReviewSubmitted,
  RubricAdopted,
  SummaryApproved,
  type CommitteeFacts,
} from '@chiron/contracts/grants';

/** What somebody did in a committee, as its log has it. */
export interface CommitteeDeed {
  readonly committeeId: string;
  readonly act: string;
  readonly applicationId?: string;
  readonly personId?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}
type Telling = (of: CommitteeFacts, deed: CommitteeDeed) => Fact;

const ofApplication = (of: CommitteeFacts, { applicationId }: CommitteeDeed) => ({
  ...of,
  applicationId: applicationId!,
});
const ofPerson = (of: CommitteeFacts, { personId }: CommitteeDeed) => ({ ...of, personId: personId! });

/**
 * What other services hear of a deed: who sits where, and how far the work is. Never who reviews what, a reason, a score, a
 * vote or a place, nor anything that would tell before the announcement how an application stands.
 */
const tellings: Readonly<Record<string, Telling>> = {
  'committee-created': (of) => CommitteeFormed.of(of),
  'member-appointed': (of, deed) => MemberAppointed.of({ ...ofPerson(of, deed), ...(deed.facts as { role: 'member'; capacity: number }) }), // prettier-ignore
  'member-left': (of, deed) => MemberLeft.of(ofPerson(of, deed)),
  'signed-before': (of, deed) => MemberCertified.of({ ...ofPerson(of, deed), occasion: 'before' }),
  'signed-after': (of, deed) => MemberCertified.of({ ...ofPerson(of, deed), occasion: 'after' }),
  'phase-entered': (of, { facts }) => PhaseEntered.of({ ...of, ...(facts as { phase: 'review'; from: 'bidding'; back: boolean }) }), // prettier-ignore
  'rubric-set': (of, { facts }) => RubricAdopted.of({ ...of, version: facts!['version'] as number }),
  'conflict-declared': (of, deed) => ConflictDeclared.of({ ...ofApplication(of, deed), source: deed.facts!['source'] as 'set-by-chair' }), // prettier-ignore
  'conflict-confirmed': (of, deed) => ConflictDecided.of({ ...ofApplication(of, deed), as: 'confirmed' }),
  'conflict-waived': (of, deed) => ConflictDecided.of({ ...ofApplication(of, deed), as: 'waived' }),
  'conflict-withdrawn': (of, deed) => ConflictDecided.of({ ...ofApplication(of, deed), as: 'withdrawn' }),
  'assignment-refused': (of, deed) => AssignmentEnded.of({ ...ofApplication(of, deed), as: 'refused' }),
  'assignment-withdrawn': (of, deed) => AssignmentEnded.of({ ...ofApplication(of, deed), as: 'withdrawn' }),
  'application-taken': (of, deed) => ApplicationReceived.of(ofApplication(of, deed)),
  'application-left': (of, deed) => ApplicationDropped.of(ofApplication(of, deed)),
  'review-submitted': (of, deed) => ReviewSubmitted.of(ofApplication(of, deed)),
  'review-reopened': (of, deed) => ReviewReopened.of(ofApplication(of, deed)),
  'meeting-opened': (of) => MeetingOpened.of(of),
  'meeting-closed': (of) => MeetingClosed.of(of),
  'vote-opened': (of, deed) => BallotOpened.of(ofApplication(of, deed)),
  'vote-closed': (of, deed) => BallotClosed.of({ ...ofApplication(of, deed), votes: deed.facts!['votes'] as number }),
  'summary-approved': (of, deed) => SummaryApproved.of(ofApplication(of, deed)),
  'minutes-approved': (of) => MinutesApproved.of(of),
};

/** Deeds that others hear nothing of, each with its reason. */
export const untold: Readonly<Record<string, string>> = {
  'assignment-pinned': 'it changes nothing yet, and would tell who reviews what',
  'assignment-unpinned': 'it changes nothing yet, and would tell who reviews what',
  'review-entered': 'it is no review before its reviewer confirms it',
  'vote-taken-back': 'who voted shows to nobody but who runs the committee',
  'due-extended': 'why somebody has longer is nobody else’s business, and that they have it tells of it',
  'not-discussed': 'it tells before the announcement how an application stands',
  'discussed-after-all': 'it tells before the announcement how an application stands',
  'pulled-back': 'it tells before the announcement how an application stands',
  'place-decided': 'it tells before the announcement how an application stands',
  'members-united': 'membership has told that the two are one person',
  'season-capacity-set': 'what somebody takes on is between them and the officers',
  'funding-set': 'figures of a round are for who operates it',
  'percentile-base-set': 'figures of a round are for who operates it',
  'summary-drafted': 'a draft is for who writes it',
  'summary-edited': 'a draft is for who writes it',
};

/** Whether anything is said about a deed: that it is told, or why not. */
export const isSpokenOf = (act: string): boolean => act === 'assigned' || act in tellings || act in untold;

/** The events of deeds that were done together; those of one run of assignments are one. */
export function committeeFacts(deeds: readonly CommitteeDeed[], calls: ReadonlyMap<string, string>): Fact[] {
  const ofCommittee = (committeeId: string): CommitteeFacts => ({ committeeId, callId: calls.get(committeeId)! });
  const told = deeds.flatMap((deed) => tellings[deed.act]?.(ofCommittee(deed.committeeId), deed) ?? []);
  const assigned = new Map<string, number>();
  for (const { committeeId, act } of deeds)
    if (act === 'assigned') assigned.set(committeeId, (assigned.get(committeeId) ?? 0) + 1);
  for (const [committeeId, assignments] of assigned)
    told.push(ReviewersAssigned.of({ ...ofCommittee(committeeId), assignments }));
  return told;
}
