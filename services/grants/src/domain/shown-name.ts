import type { PersonFacts } from './people-facts.js';

type Named = Pick<PersonFacts, 'names'> | undefined;

/** The name that somebody is called by: the preferred one where it is told, as it is written; undefined where none is known. */
export function nameOf(facts: Named): string | undefined {
  const name = facts?.names.findLast(({ given, family }) => given !== null || family !== null);
  return [name?.given, name?.family].filter(Boolean).join(' ') || undefined;
}

/** The name of an applicant in a sentence; neutral words where none is known. */
export const shownName = (facts: Named, language: 'en' | 'es' = 'en'): string =>
  nameOf(facts) ?? { en: 'the applicant', es: 'la persona solicitante' }[language];
