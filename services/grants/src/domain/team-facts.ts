/** One name of a person; either part may be missing where somebody has one name alone. */
export interface PersonName {
  readonly given: string;
  readonly middle?: string | undefined;
  readonly family: string;
}

/** What would give a team member away in a text that is to be anonymous. */
export interface TeamMemberFacts {
  readonly personId: string;
  /** every name the person is or was known by */
  readonly names: readonly PersonName[];
  readonly emails: readonly string[];
  readonly orcid: string | null;
  /** names of the organisations the person belongs to, in any language; those that the call ignores are left out */
  readonly institutions: readonly string[];
  /** domains of addresses that everybody of the call has: they tell nothing */
  readonly commonDomains?: readonly string[];
}

const titles = /^(?:dr|prof|professor|mr|mrs|ms|mx|sir|dame|doc|sra?|dra)\.?$/i;
const postNominal =
  /^(?:jr|sr|i{2,3}|iv|(?:m\.?d|ph\.?d|d\.?o|ed\.?d|m\.?ed|m\.?s\.?c?|b\.?s\.?c?|m\.?p\.?h|m\.?h\.?p\.?e|r\.?n|d\.?n\.?p|pharm\.?d|d\.?d\.?s|m\.?b\.?b\.?s|m\.?b\.?a|m\.?a|b\.?a|facp|faap|facs|frcp|fache)\.?)$/i;

/**
 * How a name that stands in one line may be read, with titles and degrees left out: `Family, Given`, or the last word as
 * the family's, or the last two, since nobody can know which are.
 */
export function readName(line: string): PersonName[] {
  const parts = line.split(/[,;]/).map((part) => wordsIn(part).filter((word) => !postNominal.test(word)));
  const [first = [], second = []] = parts.filter((part) => part.length > 0);
  if (first.length === 0) return [];
  if (second.length > 0) return [named(second[0]!, second.slice(1), first)];
  if (first.length === 1) return [{ given: '', family: first[0]! }];
  const lastTwo = first.length > 2 ? [named(first[0]!, first.slice(1, -2), first.slice(-2))] : [];
  return [named(first[0]!, first.slice(1, -1), first.slice(-1)), ...lastTwo];
}

const wordsIn = (part: string): string[] => part.split(/\s+/u).filter((word) => word !== '' && !titles.test(word));
const named = (given: string, middle: readonly string[], family: readonly string[]): PersonName => ({
  given,
  middle: middle.join(' ') || undefined,
  family: family.join(' '),
});
