import type { Instant } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import type { Answers } from './answers.js';
import type { Budget } from './budget.js';
import type { LabelledReading } from './files.js';
import type { Finding, Found, Place, Reconciled } from './finding.js';
import type { Field, Form } from './form.js';
import type { Affiliation, PersonFacts } from './people-facts.js';
import type { Unit } from './units.js';
import { readName, type PersonName, type TeamMemberFacts } from './team-facts.js';

/**
 * Whether reviewers may be given an application. `not-blinded`: its call lets them know who applies. `unchecked`: it
 * was never checked, or has changed since. `blocked`: findings stand in the way.
 */
export type BlindingState = 'not-blinded' | 'unchecked' | 'blocked' | 'clear';

export interface BlindingStanding {
  readonly state: BlindingState;
  /** findings that stand in the way */
  readonly open: number;
  readonly checkedAt: Instant | null;
}

/** Checks of applications and what they found. */
export abstract class Blinding {
  abstract standing(applicationId: string): Promise<BlindingStanding>;
  /** Those of these applications that reviewers may be given now. */
  abstract cleared(applicationIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Fields for files that reviewers of a blinded call are shown. */
  abstract shownFields(applicationId: string): Promise<ReadonlySet<string>>;
  abstract findings(applicationId: string): Promise<Finding[]>;
  /** What a check looks at, as one short text: another one tells that something has changed since. */
  abstract basis(applicationId: string): Promise<string>;
  /** Notes a check of this basis; `decide` is told what is known under the application's lock. */
  abstract check(
    applicationId: string,
    basis: string,
    decide: (known: readonly Finding[]) => Reconciled,
  ): Promise<void>;
  /** @throws Refusal `not-found`, or what `decide` refuses */
  abstract change(applicationId: string, findingId: string, decide: (finding: Finding) => Finding): Promise<Finding>;
  /**
   * The next application that was handed in to a blinded call and was not checked as it stands; at most one.
   * @param except those that were tried in vain a moment ago
   */
  abstract due(except: readonly string[]): Promise<string | undefined>;
}

/** What becomes known of people late is looked for too, as long as an officer has not passed the application to reviewers. */
export abstract class Rechecks {
  /** What these persons apply for with others or alone, under any of their ids, in blinded calls is to be checked anew. */
  abstract ofPersons(personIds: readonly string[]): Promise<void>;
  /** The same for whoever is meant by these references, `source/sourcedId`. */
  abstract ofReferences(keys: readonly string[]): Promise<void>;
}

export interface ToSearch {
  readonly place: Place;
  readonly text: string;
  readonly written: 'prose' | 'label';
}

/** Everything of one application that a check looks at. */
export interface Searchable {
  readonly callId: string;
  readonly team: readonly TeamMemberFacts[];
  readonly texts: readonly ToSearch[];
  /** what of its files cannot be searched */
  readonly unreadable: readonly Found[];
}
export abstract class Searchables {
  /** Undefined where there is no such application, or its call lets reviewers know who applies. */
  abstract of(applicationId: string): Promise<Searchable | undefined>;
}

/** Whether reviewers of a blinded call are shown this field at all. */
export const isShown = (field: Field | undefined): boolean =>
  field !== undefined && field['x-blinded'] !== 'omit' && field['x-kind'] !== 'people';

/** Every text of the form that reviewers of a blinded call read. */
export function textsOf(form: Form, answers: Answers, budget: Budget): ToSearch[] {
  const found: ToSearch[] = [];
  const walk = (value: unknown, pointer: string, place: 'answers' | 'budget'): void => {
    if (typeof value === 'string' && value.trim() !== '') {
      found.push({ place: { in: place, pointer }, text: value, written: 'prose' });
    } else if (value !== null && typeof value === 'object') {
      for (const [name, one] of Object.entries(value)) walk(one, `${pointer}/${token(name)}`, place);
    }
  };
  for (const [name, field] of Object.entries(form.properties)) {
    if (!isShown(field)) continue;
    if (field['x-kind'] !== 'budget') walk(answers[name], `/answers/${token(name)}`, 'answers');
    else {
      budget.lines.forEach(({ description, justification }, i) =>
        walk({ description, justification }, `/budget/lines/${i}`, 'budget'),
      );
    }
  }
  return found;
}

const token = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Every text of a file that its copy for reviewers has, its label included. */
export function textsOfFile({ fileId, label, pieces }: LabelledReading): ToSearch[] {
  return [
    { place: { in: 'file-name', fileId }, text: label, written: 'label' },
    ...pieces.map(({ kind, part, text }): ToSearch => ({
      place: { in: 'file', fileId, kind, part },
      text,
      written: kind === 'text' ? 'prose' : 'label',
    })),
  ];
}

/** A member of the team as the applicant named them, and all that is known of the person. */
export interface Teammate {
  readonly personId: string;
  readonly named?: { readonly name: string; readonly email: string; readonly orcid: string | null } | undefined;
  readonly facts: PersonFacts | undefined;
}

/** What everybody of this call has in common and so names nobody. */
export interface Host {
  readonly institution: string;
  readonly sameAs?: readonly string[];
  readonly domains: readonly string[];
}

/** What of a member is looked for: all names and addresses, and institutions that are not everybody's. */
export function sought({ personId, named, facts }: Teammate, host: Host | undefined): TeamMemberFacts {
  const names: PersonName[] = (facts?.names ?? []).map(({ given, middle, family }) => ({
    given: given ?? '',
    middle: middle ?? undefined,
    family: family ?? '',
  }));
  if (named) names.push(...readName(named.name));
  const emails = [...(facts?.emails ?? []), ...(named ? [named.email] : [])];
  const hosts = (host?.domains ?? []).map((domain) => domain.toLowerCase());
  return {
    personId,
    names: names.filter(({ given, family }) => given.trim() !== '' || family.trim() !== ''),
    emails: [...new Set(emails.map((email) => email.trim()).filter((email) => email !== ''))],
    orcid: facts?.orcid ?? named?.orcid ?? null,
    institutions: [
      ...new Set(
        (facts?.affiliations ?? []).flatMap((one) => institutionsOf(one, host)).map(({ name }) => name.trim()),
      ),
    ],
    commonDomains: hosts,
  };
}

/**
 * Institutions by which somebody can be told: of whoever belongs to a unit elsewhere, also that which it lies within. In a
 * call that names no host, what a unit lies within is everybody's.
 */
function institutionsOf(one: Affiliation, host: Host | undefined): Unit[] {
  const isHost = ({ organisation }: Unit): boolean =>
    organisation === host?.institution || host?.sameAs?.includes(organisation) === true;
  const elsewhere = host !== undefined && ![one, ...one.within].some(isHost);
  return [one, ...(elsewhere ? one.within : [])].filter(
    (unit) => ['school', 'institution', 'region'].includes(unit.unit) && !isHost(unit) && unit.name.trim() !== '',
  );
}

/** @throws Refusal `blinding-unresolved` with every finding that stands in the way */
export function unresolved({ state }: BlindingStanding, findings: readonly Finding[]): void {
  if (state === 'clear' || state === 'not-blinded') return;
  const open = findings.filter((finding) => finding.state === 'open');
  const errors = open.map(({ place, kind, written }) => ({
    pointer: 'pointer' in place ? place.pointer : `/files/${place.fileId}`,
    detail: kind === 'unreadable' ? `cannot be searched: ${written}` : `names somebody of the team: “${written}”`,
  }));
  throw grantsProblems.refuse('blinding-unresolved', { open: open.length }, errors.slice(0, 100));
}
