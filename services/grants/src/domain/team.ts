import { coreProblems, parseOrcid, type Decision, type FieldError, type Instant } from '@chiron/contracts/core';
import { grantsProblems, TeamMemberJoined, TeamMemberLeft } from '@chiron/contracts/grants';
import { editable, factsOf, type Application } from './application.js';

export const teamRoles = ['co-applicant', 'mentor', 'statistician', 'consultant', 'collaborator', 'staff'] as const;
export type TeamRole = (typeof teamRoles)[number];

/** What a member may do with the application besides taking part; nobody has more than they consented to. */
export const teamAccess = ['edit', 'read', 'none'] as const;
export type TeamAccess = (typeof teamAccess)[number];

/** CRediT, the contributor roles taxonomy (ANSI/NISO Z39.104-2022). */
export const contributions = [
  'conceptualization',
  'data-curation',
  'formal-analysis',
  'funding-acquisition',
  'investigation',
  'methodology',
  'project-administration',
  'resources',
  'software',
  'supervision',
  'validation',
  'visualization',
  'writing-original-draft',
  'writing-review-editing',
] as const;
export type Contribution = (typeof contributions)[number];

export interface Member {
  readonly id: string;
  /** membership's person, once it is known who this is; conflicts are judged by it */
  readonly personId: string | null;
  readonly name: string;
  readonly email: string;
  readonly orcid: string | null;
  readonly role: TeamRole;
  readonly access: TeamAccess;
  readonly contributions: readonly Contribution[];
  readonly consent: 'asked' | 'given' | 'declined';
  readonly answeredAt: Instant | null;
  readonly revision: number;
}
export type Asked = Member & { readonly consent: 'asked' };

export type Wanted = Pick<Member, 'name' | 'email' | 'orcid' | 'role' | 'access' | 'contributions'>;

/** The application and its team, as they stand under the lock. */
export interface Team {
  readonly application: Application;
  readonly members: readonly Member[];
  /** the applicant's own addresses: nobody joins, vouches for or approves their own application */
  readonly own: readonly string[];
}
export interface TeamLimits {
  /** how many besides the applicant */
  readonly most: number;
}

/** The address as it is compared: case in a mailbox's name has met no meaning in the field for decades. */
export const sameAddress = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

/** @throws Refusal `application-not-editable`, `team-full`, `member-exists`; `validation-failed` for a false ORCID iD */
export function add<T extends Team>(team: T, id: string, wanted: Wanted, { most }: TeamLimits): Decision<T> {
  editable(team.application);
  if (team.members.length >= most) throw grantsProblems.refuse('team-full', { most });
  const member: Asked = {
    ...accepted(wanted),
    id,
    personId: null,
    consent: 'asked',
    answeredAt: null,
    revision: 1,
  };
  refuseTwice(team, member);
  return { next: { ...team, members: [...team.members, member] }, events: [] };
}

/** Consent is to a role: another role or a wider access asks anew. */
export function amend<T extends Team>(team: T, id: string, change: Partial<Wanted>): Decision<T> {
  editable(team.application);
  const member = memberOf(team, id);
  const values = accepted({ ...member, ...change });
  const asksAnew =
    values.role !== member.role || !sameAddress(values.email, member.email) || wider(values.access, member.access);
  const next: Member = {
    ...member,
    ...values,
    ...(asksAnew && { consent: 'asked', answeredAt: null }),
    ...(!sameAddress(values.email, member.email) && { personId: null }),
    revision: member.revision + 1,
  };
  refuseTwice(team, next);
  const left = asksAnew && member.consent === 'given' ? [leaving(team, member)] : [];
  return { next: replaced(team, next), events: left };
}

export function remove<T extends Team>(team: T, id: string): Decision<T> {
  editable(team.application);
  const member = memberOf(team, id);
  return {
    next: { ...team, members: team.members.filter((one) => one !== member) },
    events: member.consent === 'given' ? [leaving(team, member)] : [],
  };
}

export interface Consent {
  readonly memberId: string;
  readonly given: boolean;
  /** who the platform says is answering, or who bears the ORCID iD; null where nobody is known */
  readonly personId: string | null;
  /** their own ORCID iD, where they give one */
  readonly orcid?: string | undefined;
  readonly now: Instant;
}

/**
 * What somebody answers who was asked to take part. It may come after the application was handed in; a given consent
 * can be taken back.
 * @throws Refusal `consent-answered` where it says the same again, or somebody else would say it in a person's place, `member-is-applicant`, `application-withdrawn`
 */
export function answer<T extends Team>(team: T, { memberId, given, personId, orcid, now }: Consent): Decision<T> {
  const { application } = team;
  if (application.state === 'withdrawn') throw grantsProblems.refuse('application-withdrawn');
  if (application.state === 'concluded') throw grantsProblems.refuse('application-concluded');
  const member = memberOf(team, memberId);
  const consent = given ? 'given' : 'declined';
  const known = personId ?? member.personId;
  // Whoever comes by a link that went astray does not take the place of the person who consented by it.
  const taken = member.consent === consent && given && member.personId !== null;
  if (taken || (member.consent === consent && known === member.personId))
    throw grantsProblems.refuse('consent-answered');
  if (given) refusePerson(team, member, known);
  const next: Member = {
    ...member,
    consent,
    personId: known,
    orcid: orcid === undefined ? member.orcid : accepted({ ...member, orcid }).orcid,
    answeredAt: now,
    revision: member.revision + 1,
  };
  const facts = { ...factsOf(application), memberId, ...(known && { personId: known }) };
  const events = given
    ? [TeamMemberJoined.of({ ...facts, role: member.role })]
    : member.consent === 'given'
      ? [TeamMemberLeft.of(facts)]
      : [];
  return { next: replaced(team, next), events };
}

/**
 * Who a member is, found out since they were named: nobody reviews what they take part in. The applicant, and whoever is in
 * the team already, are not taken for another member.
 */
export function recognise<T extends Team>(team: T, memberId: string, personId: string): Decision<T> {
  const member = memberOf(team, memberId);
  const { application, members } = team;
  const taken = application.applicantId === personId || members.some((one) => one.personId === personId);
  if (member.personId !== null || member.consent === 'declined' || taken) return { next: team, events: [] };
  const next: Member = { ...member, personId, revision: member.revision + 1 };
  const { role, consent } = member;
  const joined = TeamMemberJoined.of({ ...factsOf(application), memberId, personId, role });
  return { next: replaced(team, next), events: consent === 'given' ? [joined] : [] };
}

/** Everyone whose consent is missing or refused, by their place in the team. */
export function missingConsents(members: readonly Member[]): FieldError[] {
  return members.flatMap((member, index) => {
    if (member.consent === 'given') return [];
    const detail = member.consent === 'asked' ? 'has not answered yet' : 'declined: name somebody else or remove them';
    return [{ pointer: `/team/${index}/consent`, detail }];
  });
}

/** The persons who are in conflict with their own application: all whom the platform knows, asked or not. */
export function personsOf({ application, members }: Pick<Team, 'application' | 'members'>): string[] {
  const known = members.flatMap(({ personId, consent }) => (personId && consent !== 'declined' ? [personId] : []));
  return [...new Set([application.applicantId, ...known])];
}

export function memberOf(team: Team, id: string): Member {
  const member = team.members.find((one) => one.id === id);
  if (member) return member;
  throw coreProblems.refuse('not-found', { kind: 'team member', id });
}

function replaced<T extends Team>(team: T, next: Member): T {
  return { ...team, members: team.members.map((one) => (one.id === next.id ? next : one)) };
}

const leaving = ({ application }: Team, { id, personId }: Member) =>
  TeamMemberLeft.of({ ...factsOf(application), memberId: id, ...(personId && { personId }) });

const wider = (one: TeamAccess, other: TeamAccess): boolean => teamAccess.indexOf(one) < teamAccess.indexOf(other);

function accepted(wanted: Wanted): Wanted {
  const { name, email, role, access } = wanted;
  const orcid = wanted.orcid === null ? null : parseOrcid(wanted.orcid);
  if (orcid === undefined) {
    const errors = [{ pointer: '/orcid', detail: 'is no ORCID iD: its form or its check digit is wrong' }];
    throw grantsProblems.refuse('member-unusable', {}, errors);
  }
  const known = contributions.filter((one) => wanted.contributions.includes(one));
  return { name: name.trim(), email: email.trim(), orcid, role, access, contributions: known };
}

/** @throws Refusal `member-is-applicant` */
export function refuseOwn(own: readonly string[], email: string): void {
  if (own.some((address) => sameAddress(address, email)))
    throw grantsProblems.refuse('member-is-applicant', {}, [{ pointer: '/email', detail: 'belongs to the applicant' }]);
}

function refuseTwice(team: Team, member: Member): void {
  refuseOwn(team.own, member.email);
  const other = team.members.find(
    (one) =>
      one.id !== member.id &&
      (sameAddress(one.email, member.email) || (one.orcid !== null && one.orcid === member.orcid)),
  );
  if (!other) return;
  const pointer = sameAddress(other.email, member.email) ? '/email' : '/orcid';
  throw grantsProblems.refuse('member-exists', { name: other.name }, [
    { pointer, detail: 'belongs to another member of the team' },
  ]);
}

function refusePerson(team: Team, member: Member, personId: string | null): void {
  if (personId === null) return;
  if (personId === team.application.applicantId) throw grantsProblems.refuse('member-is-applicant');
  if (team.members.some((one) => one.id !== member.id && one.personId === personId))
    throw grantsProblems.refuse('member-exists', { name: member.name });
}
