import { coreProblems, type Decision, type FieldError, type Instant } from '@chiron/contracts/core';
import { grantsProblems, ReferenceDeclined, ReferenceReceived } from '@chiron/contracts/grants';
import { factsOf, type Application } from './application.js';
import { wordsIn } from './form.js';
import { refuseOwn, sameAddress, type Team } from './team.js';

/** A referee and the letter that is asked of them. */
export interface Reference {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** how the referee knows the applicant, in the applicant's words */
  readonly relation: string;
  /** the applicant gave up the right to read it; settled when it is asked for, and told to the referee */
  readonly accessWaived: boolean;
  readonly state: 'asked' | 'received' | 'declined';
  /** the referee's text: a draft while asked, the letter once received */
  readonly text: string;
  readonly dueAt: Instant;
  readonly receivedAt: Instant | null;
  readonly revision: number;
}

export interface Vouching extends Team {
  readonly references: readonly Reference[];
}
export type ReferenceWanted = Pick<Reference, 'name' | 'email' | 'relation' | 'accessWaived'>;

/** What the call says of letters. */
export interface ReferenceRules {
  readonly least: number;
  readonly most: number;
  /** the longest letter */
  readonly words: number;
  /** whether letters must have arrived before the application is handed in */
  readonly beforeSubmission: boolean;
}

/**
 * Referees may be asked until the application is answered: one may decline after it was handed in.
 * @throws Refusal `application-not-open`, `reference-limit`, `reference-exists`, `reference-of-team`
 */
export function ask<T extends Vouching>(
  present: T,
  id: string,
  wanted: ReferenceWanted,
  dueAt: Instant,
  { most }: ReferenceRules,
): Decision<T> {
  refuseClosed(present.application);
  const { references, members } = present;
  refuseOwn(present.own, wanted.email);
  if (references.filter(({ state }) => state !== 'declined').length >= most)
    throw grantsProblems.refuse('reference-limit', { most });
  if (references.some(({ email }) => sameAddress(email, wanted.email)))
    throw grantsProblems.refuse('reference-exists', {}, [{ pointer: '/email', detail: 'was asked already' }]);
  if (members.some(({ email }) => sameAddress(email, wanted.email)))
    throw grantsProblems.refuse('reference-of-team', {}, [{ pointer: '/email', detail: 'belongs to the team' }]);
  const asked: Reference = {
    ...wanted,
    name: wanted.name.trim(),
    email: wanted.email.trim(),
    relation: wanted.relation.trim(),
    id,
    state: 'asked',
    text: '',
    dueAt,
    receivedAt: null,
    revision: 1,
  };
  return { next: { ...present, references: [...references, asked] }, events: [] };
}

/** The applicant asks somebody no longer; a letter that has come stays. @throws Refusal `reference-received` */
export function withdrawReference<T extends Vouching>(present: T, id: string): Decision<T> {
  refuseClosed(present.application);
  const reference = referenceOf(present, id);
  if (reference.state === 'received') throw grantsProblems.refuse('reference-received');
  return { next: { ...present, references: present.references.filter((one) => one !== reference) }, events: [] };
}

/** The referee's text as it grows; nobody else sees it before it is handed in. */
export function write<T extends Vouching>(present: T, id: string, text: string): Decision<T> {
  const reference = openLetter(present, id);
  return { next: replaced(present, { ...reference, text, revision: reference.revision + 1 }), events: [] };
}

/** @throws Refusal `letter-unusable` where it is empty or too long, `reference-received`, `reference-declined` */
export function handIn<T extends Vouching>(
  present: T,
  id: string,
  text: string,
  now: Instant,
  { words }: ReferenceRules,
): Decision<T> {
  const reference = openLetter(present, id);
  const count = wordsIn(text);
  const fault =
    count === 0 ? 'must not be empty' : count > words ? `has ${count} words, at most ${words} are read` : '';
  if (fault) throw grantsProblems.refuse('letter-unusable', {}, [{ pointer: '/text', detail: fault }]);
  const next: Reference = { ...reference, text, state: 'received', receivedAt: now, revision: reference.revision + 1 };
  const facts = { ...factsOf(present.application), referenceId: id };
  return { next: replaced(present, next), events: [ReferenceReceived.of(facts)] };
}

/** The referee says no; what they had written goes. */
export function declineReference<T extends Vouching>(present: T, id: string): Decision<T> {
  const reference = openLetter(present, id);
  const next: Reference = { ...reference, text: '', state: 'declined', revision: reference.revision + 1 };
  const facts = { ...factsOf(present.application), referenceId: id };
  return { next: replaced(present, next), events: [ReferenceDeclined.of(facts)] };
}

/** An officer gives a referee longer. @throws Refusal `due-in-past`, `reference-received` */
export function extendReference<T extends Vouching>(present: T, id: string, dueAt: Instant, now: Instant): Decision<T> {
  const reference = openLetter(present, id);
  if (dueAt <= now)
    throw grantsProblems.refuse('due-in-past', {}, [{ pointer: '/dueAt', detail: 'must lie in the future' }]);
  return { next: replaced(present, { ...reference, dueAt, revision: reference.revision + 1 }), events: [] };
}

/** What is missing of the letters before the application can be handed in. */
export function missingReferences(references: readonly Reference[], rules: ReferenceRules): FieldError[] {
  const standing = references.filter(({ state }) => state !== 'declined');
  if (standing.length < rules.least)
    return [{ pointer: '/references', detail: `needs ${rules.least} referees, ${standing.length} are asked` }];
  if (!rules.beforeSubmission) return [];
  const received = standing.filter(({ state }) => state === 'received').length;
  if (received >= rules.least) return [];
  return [{ pointer: '/references', detail: `needs ${rules.least} letters, ${received} have come` }];
}

export function referenceOf({ references }: Vouching, id: string): Reference {
  const reference = references.find((one) => one.id === id);
  if (reference) return reference;
  throw coreProblems.refuse('not-found', { kind: 'reference', id });
}

function openLetter(present: Vouching, id: string): Reference {
  refuseClosed(present.application);
  const reference = referenceOf(present, id);
  if (reference.state === 'received') throw grantsProblems.refuse('reference-received');
  if (reference.state === 'declined') throw grantsProblems.refuse('reference-declined');
  return reference;
}

function refuseClosed({ state }: Application): void {
  if (state !== 'draft' && state !== 'returned' && state !== 'submitted')
    throw grantsProblems.refuse('application-not-open', { state });
}

function replaced<T extends Vouching>(present: T, next: Reference): T {
  return { ...present, references: present.references.map((one) => (one.id === next.id ? next : one)) };
}
