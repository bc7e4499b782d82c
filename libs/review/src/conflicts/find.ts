import { found, type Conflict, type ConflictKind } from './conflict.js';

/** Kinds of units from the narrowest to the widest; a `region` (a state, a country) holds institutions and is none. */
export const unitKinds = ['team', 'division', 'department', 'school', 'institution', 'region'] as const;
export type UnitKind = (typeof unitKinds)[number];

/** The same id is the same unit, whatever is known of it. */
export interface Unit {
  readonly id: string;
  readonly kind: UnitKind;
}

/** One stretch in a unit. */
export interface Affiliation {
  /** The unit itself, then those it lies within as far as they are known, the nearest first. */
  readonly units: readonly Unit[];
  /** First and last day; still there where `until` is absent. */
  readonly since?: string;
  readonly until?: string;
}

/** A tie to another person, with the last day on which it was so; it still is where the day is absent. */
export interface Tie {
  readonly person: string;
  readonly until?: string;
}

/** What the platform's own record knows of one person. Every id is resolved: one human, one id, aliases included. */
export interface PersonFacts {
  readonly person: string;
  readonly affiliations?: readonly Affiliation[];
  readonly emails?: readonly { readonly address: string; readonly until?: string }[];
  readonly coApplicants?: readonly Tie[];
  readonly coAuthors?: readonly Tie[];
  readonly mentors?: readonly Tie[];
  readonly mentees?: readonly Tie[];
  readonly household?: readonly string[];
}

export interface ApplicationFacts {
  readonly application: string;
  readonly team: readonly PersonFacts[];
}

/** Which found conflicts count: data of the call. A rule that is absent does not count. */
export interface ConflictRules {
  /** The widest unit within the host that says something when two share it; elsewhere the institution does. */
  readonly unit?: { readonly level: Exclude<UnitKind, 'region'>; readonly years: number };
  /** The host's own institution: sharing it, or its e-mail domains, says nothing in an internal call. */
  readonly host?: {
    readonly institution: string;
    /** Ids under which other sources name the very same institution: nothing else joins organisations of two sources. */
    readonly sameAs?: readonly string[];
    readonly domains: readonly string[];
  };
  /** False where nothing tells the host's institution from others: then sharing any institution says nothing. */
  readonly otherInstitutions?: boolean;
  readonly coApplicantYears?: number;
  readonly coAuthorYears?: number;
  readonly mentoringYears?: number;
  readonly household?: boolean;
  readonly domainYears?: number;
}

/** An internal call: the division counts, the host does not, else everybody conflicts with everybody. */
export function internalCallRules(host: NonNullable<ConflictRules['host']>): ConflictRules {
  return {
    unit: { level: 'division', years: 3 },
    host,
    coApplicantYears: 3,
    coAuthorYears: 3,
    mentoringYears: 5,
    household: true,
    domainYears: 3,
  };
}

/** Mail providers for everybody: sharing them says nothing. */
const PUBLIC_DOMAINS = new Set([
  ...['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'yahoo.com', 'ymail.com'],
  ...['icloud.com', 'me.com', 'mac.com', 'aol.com', 'proton.me', 'protonmail.com', 'gmx.com', 'gmx.net', 'gmx.de'],
  ...['web.de', 'mail.com', 'zoho.com', 'fastmail.com', 'qq.com', '163.com', 'yandex.com', 'yandex.ru'],
]);

/**
 * The conflicts of one person with one application that the record shows, at most one of each kind: the team is always
 * in conflict and confirmed, the others are potential. Resolve aliases before: conflicts by name or by e-mail miss
 * people.
 */
export function findConflicts(
  person: PersonFacts,
  application: ApplicationFacts,
  rules: ConflictRules,
  on: string,
): Conflict[] {
  if (application.team.some((member) => member.person === person.person)) {
    return [found(person.person, application.application, 'personal', 'team')];
  }
  const kinds = new Set<ConflictKind>();
  for (const member of application.team) {
    const tied = (ties: readonly Tie[] | undefined, other: string, years: number | undefined): boolean =>
      years !== undefined && (ties ?? []).some((tie) => tie.person === other && stillCounts(tie.until, years, on));
    const either = (key: 'coApplicants' | 'coAuthors', years: number | undefined): boolean =>
      tied(person[key], member.person, years) || tied(member[key], person.person, years);
    if (either('coApplicants', rules.coApplicantYears) || either('coAuthors', rules.coAuthorYears))
      kinds.add('collaborator');
    const years = rules.mentoringYears;
    if (
      tied(person.mentors, member.person, years) ||
      tied(person.mentees, member.person, years) ||
      tied(member.mentors, person.person, years) ||
      tied(member.mentees, person.person, years)
    ) {
      kinds.add('advisor-advisee');
    }
    if (rules.household && (person.household?.includes(member.person) || member.household?.includes(person.person))) {
      kinds.add('personal');
    }
    if (shareUnit(person, member, rules, on) || shareDomain(person, member, rules, on)) kinds.add('institutional');
  }
  return [...kinds].map((kind) => found(person.person, application.application, kind));
}

/** Before anybody is invited: the applications this person could not see, and why by kind. */
export function whatIf(
  person: PersonFacts,
  applications: readonly ApplicationFacts[],
  rules: ConflictRules,
  on: string,
): readonly { readonly application: string; readonly kinds: readonly ConflictKind[] }[] {
  return applications.flatMap((application) => {
    const conflicts = findConflicts(person, application, rules, on);
    if (conflicts.length === 0) return [];
    return [{ application: application.application, kinds: conflicts.map((conflict) => conflict.kind) }];
  });
}

function shareUnit(one: PersonFacts, other: PersonFacts, rules: ConflictRules, on: string): boolean {
  const { unit } = rules;
  if (!unit) return false;
  const counts = ({ since, until }: Affiliation): boolean =>
    stillCounts(until, unit.years, on) && (since === undefined || since <= on);
  for (const a of one.affiliations ?? []) {
    for (const b of other.affiliations ?? []) {
      if (meet(a.units, b.units, unit.level, rules) && counts(a) && counts(b)) return true;
    }
  }
  return false;
}

/**
 * Whether who belongs here and who belongs there share a unit that counts. What one of the two says of what the shared
 * unit lies within holds for both, and of two kinds the narrower: the other one may not say yet. A unit of which neither
 * says the institution is compared as the host's are. Written for the hundred thousands of pairs of a large round.
 */
function meet(
  ours: readonly Unit[],
  theirs: readonly Unit[],
  level: UnitKind,
  { host, otherInstitutions = true }: ConflictRules,
): boolean {
  const [ourHost, theirHost] = [hostIn(ours, host), hostIn(theirs, host)];
  let [ourFirst, theirFirst] = [ours.length, theirs.length];
  let [counting, narrow] = [false, false];
  for (let i = 0; i < ours.length; i++) {
    for (let j = 0; j < theirs.length; j++) {
      if (ours[i]!.id !== theirs[j]!.id) continue;
      ourFirst = Math.min(ourFirst, i);
      theirFirst = Math.min(theirFirst, j);
      // The host, and whatever it lies within, is everybody's.
      if (i >= ourHost || j >= theirHost) continue;
      counting = true;
      narrow ||= Math.min(wide(ours[i]!), wide(theirs[j]!)) <= unitKinds.indexOf(level);
    }
  }
  if (!counting) return false;
  if (narrow && level !== 'institution') return true;
  if (ourHost < ours.length || theirHost < theirs.length || !otherInstitutions) return false;
  if (level === 'institution' && !host) return narrow;
  // Elsewhere the institution counts, whatever is shared within it; a school of which no institution is known is one.
  return holdsInstitution(ours, ourFirst) || holdsInstitution(theirs, theirFirst);
}

const wide = ({ kind }: Unit): number => unitKinds.indexOf(kind);

function holdsInstitution(units: readonly Unit[], from: number): boolean {
  return units.some(({ kind }, i) => i >= from && (kind === 'institution' || kind === 'school'));
}

/** Where the host stands among these units; behind the last one where it does not. */
function hostIn(units: readonly Unit[], host: ConflictRules['host']): number {
  const at = host ? units.findIndex(({ id }) => id === host.institution || host.sameAs?.includes(id)) : -1;
  return at < 0 ? units.length : at;
}

function shareDomain(one: PersonFacts, other: PersonFacts, { domainYears, host }: ConflictRules, on: string): boolean {
  if (domainYears === undefined) return false;
  const domains = ({ emails = [], ...person }: PersonFacts): string[] =>
    domainsOf({ ...person, emails: emails.filter(({ until }) => stillCounts(until, domainYears, on)) }).filter(
      (domain) => !host?.domains.some((own) => within(domain, own.toLowerCase())),
    );
  const mine = domains(one);
  return domains(other).some((domain) => mine.some((own) => within(domain, own) || within(own, domain)));
}

/** The domains of somebody's addresses, but those where everybody has one. */
export function domainsOf({ emails = [] }: PersonFacts): string[] {
  return emails
    .map(({ address }) => address.slice(address.lastIndexOf('@') + 1).toLowerCase())
    .filter((domain) => !PUBLIC_DOMAINS.has(domain));
}

/** `med.example.edu` lies within `example.edu`; a public suffix alone (`edu`, `ac.uk`) never stands as an address. */
export function within(domain: string, wider: string): boolean {
  return domain === wider || domain.endsWith(`.${wider}`);
}

function stillCounts(until: string | undefined, years: number, on: string): boolean {
  if (until === undefined) return true;
  const [year, ...rest] = until.split('-');
  return [String(Number(year) + years).padStart(4, '0'), ...rest].join('-') >= on;
}
