import { coreProblems, parseOrcid, type Decision, type Instant } from '@chiron/contracts/core';
import {
  membershipProblems,
  PersonCorrected,
  PrivacyHoldLifted,
  PrivacyHoldPlaced,
} from '@chiron/contracts/membership';
import { normaliseEmail } from './names.js';

export const correctable = [
  'givenName',
  'middleName',
  'familyName',
  'preferredGivenName',
  'preferredFamilyName',
  'pronouns',
  'email',
  'orcid',
] as const;
export type Correctable = (typeof correctable)[number];

/** What staff said instead of the sources; `value` null means that there is none. */
export interface Correction {
  readonly value: string | null;
  readonly by: string;
  readonly at: Instant;
}
export type Corrections = Partial<Record<Correctable, Correction>>;

/** A person as the rules see it; what sources say of it stands with its references. */
export interface Person {
  readonly id: string;
  readonly corrections: Corrections;
  /** FERPA's directory-information block */
  readonly privacyHold: boolean;
  /** who placed it: `source:<name>`, `merge:<id>` or a member of staff */
  readonly holdBy: string | null;
  readonly mergedInto: string | null;
  readonly revision: number;
}

/** What one reference's source says at present. */
export interface Said {
  readonly source: string;
  readonly sourcedId: string;
  readonly at: Instant;
  readonly givenName?: string | null;
  readonly middleName?: string | null;
  readonly familyName?: string | null;
  readonly preferredGivenName?: string | null;
  readonly preferredFamilyName?: string | null;
  readonly pronouns?: string | null;
  readonly orcid?: string | null;
}

export type Shown = Record<Exclude<Correctable, 'email'>, string | null>;

/**
 * What is shown of a person: staff's correction where there is one, else what was said last. The parts of a name are
 * taken together from one source, never mixed from two.
 */
export function shown(said: readonly Said[], corrections: Corrections): Shown {
  const latest = [...said].sort((a, b) =>
    a.at === b.at ? (a.source + '/' + a.sourcedId < b.source + '/' + b.sourcedId ? -1 : 1) : a.at > b.at ? -1 : 1,
  );
  const name = latest.find((one) => one.givenName || one.familyName);
  const preferred = latest.find((one) => one.preferredGivenName || one.preferredFamilyName);
  const corrected = (field: Correctable, value: string | null | undefined): string | null => {
    const correction = corrections[field];
    return correction ? correction.value : (value ?? null);
  };
  return {
    givenName: corrected('givenName', name?.givenName),
    middleName: corrected('middleName', name?.middleName),
    familyName: corrected('familyName', name?.familyName),
    preferredGivenName: corrected('preferredGivenName', preferred?.preferredGivenName),
    preferredFamilyName: corrected('preferredFamilyName', preferred?.preferredFamilyName),
    pronouns: corrected('pronouns', latest.find((one) => one.pronouns)?.pronouns),
    orcid: corrected('orcid', latest.find((one) => one.orcid)?.orcid),
  };
}

/** A merged record takes no change any more; its survivor does. */
export function standing(person: Person): Person {
  if (person.mergedInto) throw membershipProblems.refuse('person-merged', { id: person.id, into: person.mergedInto });
  return person;
}

/** Staff's values, which win over every later delivery until they are withdrawn. An empty text counts as none. */
export function correct(
  person: Person,
  values: Partial<Record<Correctable, string | null>>,
  by: string,
  at: Instant,
): Decision<Person> {
  standing(person);
  const corrections: Corrections = { ...person.corrections };
  const fields: Correctable[] = [];
  for (const field of correctable) {
    if (values[field] === undefined) continue;
    const value = accepted(field, values[field]?.trim() || null);
    if (corrections[field]?.value === value && corrections[field] !== undefined) continue;
    corrections[field] = { value, by, at };
    fields.push(field);
  }
  if (fields.length === 0) return { next: person, events: [] };
  return { next: { ...person, corrections }, events: [PersonCorrected.of({ personId: person.id, fields })] };
}

function accepted(field: Correctable, value: string | null): string | null {
  if (value === null) return null;
  if (field === 'orcid') {
    const orcid = parseOrcid(value);
    if (!orcid) {
      const errors = [{ pointer: '/orcid', detail: 'is no ORCID iD: its form or its check digit is wrong' }];
      throw coreProblems.refuse('validation-failed', {}, errors);
    }
    return orcid;
  }
  return field === 'email' ? normaliseEmail(value) : value;
}

/** The sources' value shows again. */
export function withdrawCorrection(person: Person, field: Correctable): Decision<Person> {
  standing(person);
  if (!person.corrections[field]) throw membershipProblems.refuse('field-not-corrected', { field });
  const { [field]: _gone, ...corrections } = person.corrections;
  return { next: { ...person, corrections }, events: [PersonCorrected.of({ personId: person.id, fields: [field] })] };
}

/** Placing a hold that stands already changes nothing. */
export function placeHold(person: Person, by: string): Decision<Person> {
  standing(person);
  if (person.privacyHold) return { next: person, events: [] };
  return {
    next: { ...person, privacyHold: true, holdBy: by },
    events: [PrivacyHoldPlaced.of({ personId: person.id })],
  };
}

/** Only staff lift a hold; a source that goes on saying what it said before does not place it anew. */
export function liftHold(person: Person): Decision<Person> {
  standing(person);
  if (!person.privacyHold) throw membershipProblems.refuse('hold-not-placed', { id: person.id });
  return {
    next: { ...person, privacyHold: false, holdBy: null },
    events: [PrivacyHoldLifted.of({ personId: person.id })],
  };
}

/** Whether what a source says now places a hold: only where it did not say so before. Absent and false never lift one. */
export const placesHold = (before: boolean | null | undefined, now: boolean | null | undefined): boolean =>
  now === true && before !== true;
