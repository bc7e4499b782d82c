import type { Conflict } from './conflict.js';
import {
  domainsOf,
  findConflicts,
  within,
  type ApplicationFacts,
  type ConflictRules,
  type PersonFacts,
} from './find.js';

/** People of whom it is certain that they come from elsewhere, and which conflicts count among them. */
export interface Elsewhere {
  readonly people: ReadonlySet<string>;
  readonly rules: ConflictRules;
}

/**
 * Where a round does not name its host, nothing tells the host's institution from others, and sharing one says nothing. It
 * does among people from elsewhere: whose institutional address is of another domain than those of everybody who runs the
 * round, and who share no organisation with any of these. Whoever has no such address may be from here.
 */
export function peopleElsewhere(people: Iterable<PersonFacts>, home: readonly PersonFacts[]): ReadonlySet<string> {
  const domains = new Set(home.flatMap(domainsOf));
  const organisations = new Set(home.flatMap(organisationsOf));
  const elsewhere = new Set<string>();
  if (domains.size === 0) return elsewhere;
  for (const person of people) {
    const own = domainsOf(person);
    const here = (domain: string): boolean => [...domains].some((one) => within(domain, one) || within(one, domain));
    if (own.length === 0 || own.some(here) || organisationsOf(person).some((id) => organisations.has(id))) continue;
    elsewhere.add(person.person);
  }
  return elsewhere;
}

/** As `findConflicts`; and by the rules for people from elsewhere, where the person and somebody of the team both are. */
export function findWithElsewhere(
  person: PersonFacts,
  application: ApplicationFacts,
  { rules, elsewhere }: { readonly rules: ConflictRules; readonly elsewhere: Elsewhere | null },
  on: string,
): readonly Conflict[] {
  const plain = findConflicts(person, application, rules, on);
  if (!elsewhere?.people.has(person.person) || plain.some(({ source }) => source === 'team')) return plain;
  const team = application.team.filter((member) => elsewhere.people.has(member.person));
  const more = team.length === 0 ? [] : findConflicts(person, { ...application, team }, elsewhere.rules, on);
  return [...plain, ...more.filter(({ kind }) => !plain.some((one) => one.kind === kind))];
}

const organisationsOf = ({ affiliations = [] }: PersonFacts): string[] =>
  affiliations.flatMap(({ units }) => units.flatMap(({ id, kind }) => (kind === 'region' ? [] : [id])));
