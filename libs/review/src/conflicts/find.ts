import { found, type Conflict, type ConflictKind } from './conflict.js';

/** One stretch in an organisation; the units are ids, from the widest to the narrowest that is known. */
export interface Affiliation {
  /** Absent where nothing says to which institution the units belong: they are compared as the host's are. */
  readonly institution?: string;
  readonly department?: string;
  readonly division?: string;
  readonly team?: string;
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
  /** The narrowest unit that two must share. */
  readonly unit?: { readonly level: 'team' | 'division' | 'department' | 'institution'; readonly years: number };
  /** The host's own institution: sharing it, or its e-mail domains, says nothing in an internal call. */
  readonly host?: { readonly institution: string; readonly domains: readonly string[] };
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

const LEVELS = ['institution', 'department', 'division', 'team'] as const;

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
  const { unit, host, otherInstitutions = true } = rules;
  if (!unit) return false;
  const counts = (a: Affiliation): boolean =>
    stillCounts(a.until, unit.years, on) && (a.since === undefined || a.since <= on);
  const levels = LEVELS.slice(0, LEVELS.indexOf(unit.level) + 1);
  for (const a of one.affiliations ?? []) {
    for (const b of other.affiliations ?? []) {
      if (!counts(a) || !counts(b) || a.institution !== b.institution) continue;
      if (a.institution !== undefined && a.institution !== host?.institution) {
        // Elsewhere the institution itself counts, whatever is known of the units within.
        if (otherInstitutions) return true;
        continue;
      }
      const same = (level: (typeof LEVELS)[number]): boolean =>
        level === 'institution' || (a[level] !== undefined && a[level] === b[level]);
      if (unit.level !== 'institution' && levels.every(same)) return true;
    }
  }
  return false;
}

function shareDomain(one: PersonFacts, other: PersonFacts, { domainYears, host }: ConflictRules, on: string): boolean {
  if (domainYears === undefined) return false;
  const domains = (person: PersonFacts): string[] =>
    (person.emails ?? [])
      .filter((email) => stillCounts(email.until, domainYears, on))
      .map((email) => email.address.slice(email.address.lastIndexOf('@') + 1).toLowerCase())
      .filter(
        (domain) => !PUBLIC_DOMAINS.has(domain) && !host?.domains.some((own) => within(domain, own.toLowerCase())),
      );
  const mine = domains(one);
  return domains(other).some((domain) => mine.some((own) => within(domain, own) || within(own, domain)));
}

/** `med.example.edu` lies within `example.edu`; a public suffix alone (`edu`, `ac.uk`) never stands as an address. */
function within(domain: string, wider: string): boolean {
  return domain === wider || domain.endsWith(`.${wider}`);
}

function stillCounts(until: string | undefined, years: number, on: string): boolean {
  if (until === undefined) return true;
  const [year, ...rest] = until.split('-');
  return [String(Number(year) + years).padStart(4, '0'), ...rest].join('-') >= on;
}
