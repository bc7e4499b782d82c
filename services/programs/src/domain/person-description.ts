import { parseOrcid } from '@chiron/contracts/core';
import { isAuthoritativeFor } from './source.js';
import type { Affiliation, PersonDescription, ReceiptCode } from '@chiron/contracts/programs';

/** What a source says of one person; null is “not said”. */
export interface Description {
  readonly givenName: string | null;
  readonly middleName: string | null;
  readonly familyName: string | null;
  readonly preferredGivenName: string | null;
  readonly preferredFamilyName: string | null;
  readonly pronouns: string | null;
  readonly email: string | null;
  readonly orcid: string | null;
  readonly privacyHold: boolean | null;
  /** the organisations that their own line lists, by the source's ids, joined by commas; told as affiliations */
  readonly organisations: string | null;
}

export const nameless: Description = {
  givenName: null,
  middleName: null,
  familyName: null,
  preferredGivenName: null,
  preferredFamilyName: null,
  pronouns: null,
  email: null,
  orcid: null,
  privacyHold: null,
  organisations: null,
};

export const descriptionFields = Object.keys(nameless) as readonly (keyof Description)[];

/** A person is known once anything said of them carries a name, an e-mail or an ORCID iD. */
export function makesKnown(said: Description): boolean {
  return said.givenName !== null || said.familyName !== null || said.email !== null || said.orcid !== null;
}

// One @, something on both sides, a dot in the domain, no white space; 254 characters (RFC 5321 §4.5.3.1).
const emailForm = /^[^\s@<>"(),:;[\]\\]{1,64}@[^\s@]+\.[^\s@.]+$/u;

/** Leaves out an e-mail or ORCID iD that can't be one; the row stays good and says so. */
export function checkIdentifiers(said: Description): {
  said: Description;
  warning: ReceiptCode | null;
  field: string | null;
} {
  let { email, orcid } = said;
  let warning: ReceiptCode | null = null;
  let field: string | null = null;
  if (email !== null && (email.length > 254 || !emailForm.test(email))) {
    email = null;
    warning = 'bad-email';
    field = 'email';
  }
  if (orcid !== null) {
    const read = parseOrcid(orcid);
    if (read === undefined) {
      warning = 'bad-orcid';
      field = 'orcid';
    }
    orcid = read ?? null;
  }
  if (email === said.email && orcid === said.orcid) return { said, warning, field };
  return { said: { ...said, email, orcid }, warning, field };
}

/**
 * What is known after a source has spoken again. A row that speaks of the person in passing (`inPassing`) leaves what
 * it does not mention; a line of their own replaces it. Neither ever lifts a privacy hold by not mentioning it.
 */
export function mergeDescription(before: Description, said: Description, inPassing: boolean): Description {
  const privacyHold = said.privacyHold === true ? true : before.privacyHold;
  if (!inPassing) return { ...said, privacyHold };
  const merged: Record<string, unknown> = { ...before };
  for (const field of descriptionFields) if (said[field] !== null) merged[field] = said[field];
  return { ...(merged as unknown as Description), privacyHold };
}

export function sameDescription(a: Description, b: Description): boolean {
  return descriptionFields.every((field) => a[field] === b[field]);
}

/** The event's data; what is not known is absent. */
export function describePerson(
  source: string,
  sourcedId: string,
  known: Description,
  affiliations: readonly Affiliation[],
  domains: readonly string[],
): PersonDescription {
  const data: Record<string, unknown> = { source, sourcedId };
  for (const field of descriptionFields)
    if (field !== 'organisations' && known[field] !== null) data[field] = known[field];
  data.emailAuthoritative = known.email !== null && isAuthoritativeFor({ domains }, known.email);
  if (affiliations.length > 0) data.affiliations = affiliations;
  return data as PersonDescription;
}
