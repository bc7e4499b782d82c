import { reviewProblems } from '../../problems.js';
import type { Phase, PhaseSettings } from '../../meeting/phases.js';
import type { Round } from './round.js';

export type MemberRole = 'member' | 'chair' | 'acting-chair';

export interface CommitteeFacts {
  readonly id: string;
  readonly roundId: string;
  readonly name: string;
  readonly phase: Phase;
  readonly revision: number;
}

export interface Membership {
  /** The id under which the person was appointed; every row of the committee carries this one. */
  readonly personId: string;
  readonly role: MemberRole;
  readonly kinds: readonly string[];
  readonly capacity: number;
  /** Whether the person has signed conflicts, confidentiality and the rule on AI tools. */
  readonly signed: boolean;
}

/** One person before one committee, now. */
export interface View {
  readonly committee: CommitteeFacts;
  readonly round: Round;
  /** The id that rows of the committee carry for this person. */
  readonly personId: string;
  /** Every id that means this person. */
  readonly ids: readonly string[];
  readonly member: Membership | null;
  readonly officer: boolean;
}

/** What the phase shows to this person of an application that is not hidden. */
export interface Shown {
  readonly applications: 'all' | 'assigned' | 'none';
  readonly applicantNames: boolean;
  readonly otherReviews: PhaseSettings['otherReviews'];
  readonly reviewerNames: boolean;
}

/** Officers see the round they run, chairs all but names that the phase hides, members what the phase says. */
export function shownTo({ committee, round, member, officer }: View): Shown {
  const { applications, applicantNames, otherReviews, reviewerNames } = round.settings.phases[committee.phase];
  if (officer) return { applications: 'all', applicantNames: true, otherReviews: 'always', reviewerNames: true };
  if (member && member.role !== 'member') {
    return { applications: 'all', applicantNames, otherReviews: 'always', reviewerNames: true };
  }
  return { applications, applicantNames, otherReviews, reviewerNames };
}

export const administers = ({ member, officer }: View): boolean =>
  officer || member?.role === 'chair' || member?.role === 'acting-chair';

/** Refuses `chair-or-officer-needed`: the person may know the committee, but not run it. */
export function mustAdminister(view: View): void {
  if (!administers(view)) throw reviewProblems.refuse('chair-or-officer-needed');
}

/** Refuses `officer-needed`. */
export function mustBeOfficer(view: View): void {
  if (!view.officer) throw reviewProblems.refuse('officer-needed');
}

/** The person's own place in the committee; refuses `member-needed` where an officer has none. */
export function mustBeMember(view: View): Membership {
  if (!view.member) throw reviewProblems.refuse('member-needed');
  return view.member;
}

/**
 * Who reviews what is settled before the decision; from then on figures stand. Refuses `not-in-this-phase`. Asked with the
 * committee held, so that nothing that took long is put into effect after the committee moved on.
 */
export function mustBeBeforeDecision(phase: Phase): void {
  if (phase === 'decision' || phase === 'announced') throw reviewProblems.refuse('not-in-this-phase', { phase });
}

/** What was announced is not put in order anew: refuses `not-in-this-phase`. */
export function mustBeBeforeAnnouncement({ committee: { phase } }: View): void {
  if (phase === 'announced') throw reviewProblems.refuse('not-in-this-phase', { phase });
}

/** Refuses `not-signed`: nothing opens before conflicts, confidentiality and the rule on AI tools are signed. */
export function mustHaveSigned(view: View): void {
  if (view.member && !view.member.signed) throw reviewProblems.refuse('not-signed');
}
