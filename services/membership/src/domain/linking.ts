import { coreProblems } from '@chiron/contracts/core';
import { membershipProblems } from '@chiron/contracts/membership';
import { standing, type Person } from './person.js';
import type { Reference } from './reference.js';

/** A reference as staff meet it; `described` where its source says anything of the person. */
export interface Linkable extends Reference {
  readonly personId: string | null;
  readonly described: boolean;
}

/** Whether linking changes anything: a reference that means this person already is left as it is. */
export function link(person: Person, reference: Reference, present: Linkable | undefined): boolean {
  standing(person);
  if (reference.source === 'chiron') throw membershipProblems.refuse('reference-reserved');
  const holder = present?.personId ?? null;
  if (holder !== null && holder !== person.id) throw membershipProblems.refuse('reference-taken', { personId: holder });
  return holder === null;
}

/**
 * What becomes of an unlinked reference: a bare one means nobody (`release`); one that a source describes is somebody, so
 * that a person of its own is made for it (`separate`), unless nothing would be left of this one.
 */
export function unlink(
  person: Person,
  reference: Reference,
  present: Linkable | undefined,
  otherDescribed: number,
): 'release' | 'separate' {
  standing(person);
  if (reference.source === 'chiron') throw membershipProblems.refuse('reference-reserved');
  if (!present || present.personId !== person.id) {
    throw coreProblems.refuse('not-found', { kind: 'reference', id: `${reference.source}/${reference.sourcedId}` });
  }
  if (!present.described) return 'release';
  if (otherDescribed === 0) throw membershipProblems.refuse('last-identifier', { id: person.id });
  return 'separate';
}
