import type { PersonFacts } from './people-facts.js';

/** The name that a letter calls somebody by: the one told last, as it is written; a neutral word where none is known. */
export function shownName(facts: Pick<PersonFacts, 'names'> | undefined): string {
  const name = facts?.names.findLast(({ given, family }) => given !== null || family !== null);
  return [name?.given, name?.family].filter(Boolean).join(' ') || 'the applicant';
}
