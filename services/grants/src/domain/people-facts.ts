import { grantsProblems } from '@chiron/contracts/grants';
import type { Unit } from './units.js';

/** A name as one source tells it; parts that it does not know are null. */
export interface PersonName {
  readonly given: string | null;
  readonly middle: string | null;
  readonly family: string | null;
}

export interface Affiliation extends Unit {
  /** what it lies within, the nearest first, as far as it was told */
  readonly within: readonly Unit[];
  readonly position: string | null;
  readonly primary: boolean;
  /** first and last day, where known */
  readonly since: string | null;
  readonly until: string | null;
}

/** All that sources told of one person, under every reference and every alias; nothing of it is chosen between. */
export interface PersonFacts {
  readonly personId: string;
  readonly names: readonly PersonName[];
  readonly emails: readonly string[];
  readonly orcid: string | null;
  readonly affiliations: readonly Affiliation[];
  /** the position of the affiliation that counts today: the primary, else the latest */
  readonly level: string | null;
}

/** What is known of people, from events of programs and membership. A person who was merged is read as the survivor. */
export abstract class PeopleFacts {
  /** Who is read for this person today; an id that nobody told of stands for itself. */
  abstract standing(personId: string): Promise<string>;
  abstract standings(personIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Facts by the id that was asked; a person of whom nothing was told has empty ones. */
  abstract facts(personIds: readonly string[]): Promise<ReadonlyMap<string, PersonFacts>>;
  /** Whether membership ever told of this person. */
  abstract known(personId: string): Promise<boolean>;
}

/** @throws Refusal `person-not-registered`, at `pointer` */
export async function requireKnown(people: PeopleFacts, personId: string, pointer = '/personId'): Promise<void> {
  if (await people.known(personId)) return;
  throw grantsProblems.refuse('person-not-registered', {}, [{ pointer, detail: 'is nobody membership knows' }]);
}

/** Whether an affiliation holds on that day, as far as its dates are known. */
export const holdsOn = ({ since, until }: Pick<Affiliation, 'since' | 'until'>, day: string): boolean =>
  (since === null || since <= day) && (until === null || day <= until);

/** The position that counts on that day: the primary affiliation's, else the one that began last. */
export function levelOn(affiliations: readonly Affiliation[], day: string): string | null {
  const now = affiliations.filter((one) => one.position !== null && holdsOn(one, day));
  const byWeight = now.toSorted(
    (a, b) => Number(b.primary) - Number(a.primary) || (b.since ?? '').localeCompare(a.since ?? ''),
  );
  return byWeight[0]?.position ?? null;
}
