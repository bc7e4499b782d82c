import { fold, runOf, wordsOf } from './folded-text.js';
import { findName, withoutInner, type Certainty, type Match, type TextToSearch } from './find-names.js';
import { formsOf, type NameForms } from './name-forms.js';
import type { TeamMemberFacts } from './team-facts.js';

export type IdentityKind = 'name' | 'email' | 'orcid' | 'institution';

/** Something in a text that gives a team member away. */
export interface IdentityMatch extends Match {
  readonly kind: IdentityKind;
  /** null for an institution of several members */
  readonly personId: string | null;
  /** as it is written, its white space made one space */
  readonly written: string;
}

/** What to look for, prepared once for many texts. */
export interface IdentitySearch {
  readonly names: readonly { readonly personId: string; readonly forms: NameForms }[];
  readonly emails: ReadonlyMap<string, string>;
  readonly orcids: ReadonlyMap<string, string>;
  readonly institutions: readonly { readonly forms: NameForms; readonly personId: string | null }[];
  readonly acronyms: ReadonlySet<string>;
  readonly domains: ReadonlySet<string>;
}

const publicMail = new Set(
  'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com mac.com aol.com gmx.net gmx.de web.de mail.com proton.me protonmail.com qq.com 163.com 126.com naver.com yandex.ru mail.ru'.split(
    ' ',
  ),
);
const smallWords = new Set(
  'a an and at by de del der des di du e el et for für in la las le les los of on the und y'.split(' '),
);

export function searchFor(team: readonly TeamMemberFacts[]): IdentitySearch {
  const bearers = new Map<string, Set<string>>();
  for (const { personId, institutions } of team) {
    for (const name of institutions) bearers.set(name, (bearers.get(name) ?? new Set()).add(personId));
  }
  const emails = team.flatMap((one) => one.emails.map((email) => [plainAddress(email), one.personId] as const));
  return {
    names: team.flatMap(({ personId, names }) => names.map((name) => ({ personId, forms: formsOf(name) }))),
    emails: new Map(emails),
    orcids: new Map(team.flatMap(({ orcid, personId }) => (orcid ? [[digitsOf(orcid), personId] as const] : []))),
    institutions: [...bearers].map(([name, persons]) => ({
      forms: institutionForms(name),
      personId: persons.size === 1 ? [...persons][0]! : null,
    })),
    acronyms: new Set([...bearers.keys()].flatMap(acronymOf)),
    domains: new Set(emails.flatMap(([email]) => domainOf(email)).filter((domain) => !common(team, domain))),
  };
}

/** @param written `label` for file names, metadata and addresses, where capitals mean little */
export function findIdentity(
  search: IdentitySearch,
  text: string,
  written: 'prose' | 'label' = 'prose',
): IdentityMatch[] {
  const { source, place } = written === 'label' ? apart(text) : { source: text, place: (at: number) => at };
  const words = wordsOf(source);
  const searched: TextToSearch = {
    text: source,
    words,
    ordinary: new Set(words.filter(({ capital }) => !capital).map((word) => word.text)),
    run: runOf(source),
    caseCounts: written === 'prose',
  };
  const found: IdentityMatch[] = [];
  const add = (kind: IdentityKind, personId: string | null, matches: readonly Match[]) => {
    for (const match of matches) {
      const [start, end] = [place(match.start), place(match.end - 1) + 1];
      found.push({ ...match, start, end, kind, personId, written: text.slice(start, end).replace(/\s+/g, ' ') });
    }
  };
  for (const { personId, forms } of search.names) add('name', personId, findName(forms, searched));
  for (const { personId, forms } of search.institutions) {
    // Several words in their order are no accident, however they are written.
    const caseCounts = searched.caseCounts && forms.families.every((one) => one.length < 2);
    add('institution', personId, findName(forms, { ...searched, caseCounts, ordinary: new Set() }));
  }
  for (const word of words) {
    if (word.upper && search.acronyms.has(word.text)) add('institution', null, [{ ...word, certainty: 'possible' }]);
  }
  for (const { personId, ...match } of addressesIn(source, search)) {
    add(personId === null ? 'institution' : 'email', personId, [match]);
  }
  for (const match of source.matchAll(/(?<!\d)\d{4}([\s\-‐‑–]?)\d{4}\1\d{4}\1\d{3}[\dXx](?!\d)/gu)) {
    const personId = search.orcids.get(digitsOf(match[0]));
    if (personId) {
      add('orcid', personId, [{ start: match.index, end: match.index + match[0].length, certainty: 'certain' }]);
    }
  }
  return kindByKind(found);
}

/** A name within an address is told once, as the address; the same words for two persons are told for both. */
function kindByKind(found: readonly IdentityMatch[]): IdentityMatch[] {
  const certainAddresses = found.filter(({ kind }) => kind === 'email');
  const groups = new Map<string, IdentityMatch[]>();
  for (const match of found) {
    if (match.kind !== 'email' && certainAddresses.some((one) => match.start >= one.start && match.end <= one.end)) {
      continue;
    }
    const key = match.kind === 'institution' ? 'institution' : `${match.kind} ${match.personId}`;
    groups.set(key, [...(groups.get(key) ?? []), match]);
  }
  return [...groups.values()]
    .flatMap((group) => withoutInner(group) as IdentityMatch[])
    .sort((a, b) => a.start - b.start || a.kind.localeCompare(b.kind));
}

/** `SaraOBrien_CV.pdf` and `https://x.org/sara-obrien` as words, and where in the text each letter of them stands. */
function apart(text: string): { source: string; place: (at: number) => number } {
  const places: number[] = [];
  let source = '';
  const put = (letters: string, from: number) => {
    for (let i = 0; i < letters.length; i++) places.push(from + i);
    source += letters;
  };
  let last = 0;
  for (const { index, 0: start } of text.matchAll(/(?<=\p{Ll})\p{Lu}|(?<=\p{Lu})\p{Lu}(?=\p{Ll})|_/gu)) {
    put(text.slice(last, index), last);
    put(' ', index);
    last = start === '_' ? index + 1 : index;
  }
  put(text.slice(last), last);
  return { source, place: (at) => places[at] ?? text.length };
}

const plainAddress = (email: string): string =>
  email.normalize('NFKC').trim().toLowerCase().replace(/\+[^@]*@/, '@'); // prettier-ignore

const digitsOf = (text: string): string => text.toUpperCase().replace(/[^\dX]/g, '').slice(-16); // prettier-ignore

const domainOf = (email: string): string[] => {
  const domain = email.split('@')[1] ?? '';
  return domain === '' || publicMail.has(domain) ? [] : [domain];
};

const common = (team: readonly TeamMemberFacts[], domain: string): boolean =>
  team.some(({ commonDomains = [] }) => commonDomains.some((one) => domain === one || domain.endsWith(`.${one}`)));

const address =
  /[\p{L}\p{N}._%+-]{1,64}\s?(?:@|＠|\[at\]|\(at\)|\{at\}|\s+at\s+)\s?[\p{L}\p{N}-]{1,63}(?:\s?(?:\.|\[dot\]|\(dot\)|\s+dot\s+)\s?[\p{L}\p{N}-]{2,63}){1,4}/giu;
const host = /(?<![\p{L}\p{N}.-])(?:[\p{L}\p{N}-]{1,63}\.){1,4}[\p{L}]{2,24}(?![\p{L}\p{N}-])/giu;

/** Addresses of the team, also written as `name (at) school (dot) edu`, and any of the team's own domains. */
function* addressesIn(text: string, search: IdentitySearch): Generator<Match & { personId: string | null }> {
  if (search.emails.size === 0) return;
  for (const match of text.matchAll(address)) {
    const plain = plainAddress(
      match[0]
        .replace(/\s?(?:＠|\[at\]|\(at\)|\{at\}|\s+at\s+)\s?/iu, '@')
        .replace(/\s?(?:\[dot\]|\(dot\)|\s+dot\s+)\s?/giu, '.')
        .replace(/\s/g, ''),
    );
    const known = [...search.emails].find(([email]) => plain === email || plain.startsWith(`${email}.`));
    if (known) {
      yield { start: match.index, end: match.index + match[0].length, certainty: 'certain', personId: known[1] };
    }
  }
  for (const match of text.matchAll(host)) {
    const name = match[0].toLowerCase();
    if ([...search.domains].some((domain) => name === domain || name.endsWith(`.${domain}`))) {
      yield { start: match.index, end: match.index + match[0].length, certainty: 'certain', personId: null };
    }
  }
}

/** An institution is looked for by all words of its name, in their order. */
function institutionForms(name: string): NameForms {
  const words = wordsOf(name).map(({ text }) => text);
  // `St. Mary's` is also written `St Marys`.
  const joined = wordsOf(name.replace(/['’‘ʼ`´](?=\p{L})/gu, '')).map(({ text }) => text);
  const bare = (all: string[]) => (all[0] && smallWords.has(all[0]) ? all.slice(1) : all);
  const families = [bare(words), ...(joined.join() === words.join() ? [] : [bare(joined)])];
  const run = fold(name);
  return {
    families: families.filter((one) => one.length > 0),
    familyParts: [],
    givens: new Set(),
    initials: [],
    joined: [],
    runs: formsOf({ given: '', family: name }).runs.length > 0 ? [{ text: run, whole: true }] : [],
  };
}

/** `MCW` of Medical College of Wisconsin; two letters are no acronym to search for. */
function acronymOf(name: string): string[] {
  const significant = wordsOf(name).filter(({ text }) => !smallWords.has(text));
  const acronym = significant.map(({ text }) => [...text][0]).join('');
  return significant.length >= 3 ? [acronym] : [];
}

export type { Certainty };
