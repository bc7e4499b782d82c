/** A person's name as one source, or staff, writes it. Any part may be missing: not every name has two. */
export interface PersonName {
  readonly givenName?: string | null;
  readonly middleName?: string | null;
  readonly familyName?: string | null;
  readonly preferredGivenName?: string | null;
  readonly preferredFamilyName?: string | null;
}

/**
 * `agrees`: the same name, however written. `disagrees`: two names that nobody would take for one person's.
 * `unclear`: neither (a part is missing, another script, an initial, a changed family name).
 */
export type Agreement = 'agrees' | 'unclear' | 'disagrees';

const plain = /^[\x20-\x7e]*$/;
/** Letters that Unicode does not decompose, though people write them both ways. */
const undecomposed: Record<string, string> = {
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ς: 'σ',
};
const apostrophes = /['’‘ʼʻʹ`´′.\u200b-\u200f\u2060]/g;
/** Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel marks. Vowel signs of Indic scripts are letters and stay. */
const accents = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/g;
const between = /[^\p{L}\p{N}\p{M}]+/u;
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** One writing for what people write in many: case, width, accents, kinds of apostrophe. Hyphens and spaces stay. */
export function fold(text: string): string {
  if (plain.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(accents, '')
    .toUpperCase()
    .toLowerCase()
    .replace(/[øđðłħıæœþς]/g, (letter) => undecomposed[letter]!)
    .normalize('NFC');
}

const bare = (text: string): string => fold(text).replace(apostrophes, '');
const wordsOf = (text: string): string[] => bare(text).split(between).filter(Boolean);

/** The two writings under which one full name is compared: its words in any order, and its halves without gaps. */
function writings(given: string, family: string): string[] {
  const [first, last] = [wordsOf(given), wordsOf(family)];
  if (first.length + last.length === 0) return [];
  return [[...first, ...last].sort().join(' '), `=${[first.join(''), last.join('')].sort().join('=')}`];
}

function* fullNames(name: PersonName): Generator<readonly [string, string]> {
  const givens = new Set([name.givenName, name.preferredGivenName].filter((part) => part?.trim()) as string[]);
  const families = new Set([name.familyName, name.preferredFamilyName].filter((part) => part?.trim()) as string[]);
  if (givens.size === 0) givens.add('');
  if (families.size === 0) families.add('');
  for (const given of givens) {
    for (const family of families) {
      yield [given, family];
      if (name.middleName?.trim()) yield [`${given} ${name.middleName}`, family];
    }
  }
}

const scriptOf = (text: string): string => {
  for (const script of ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Devanagari']) {
    if (new RegExp(`\\p{Script=${script}}`, 'u').test(text)) return script;
  }
  return unspaced.test(text) ? 'unspaced' : 'other';
};

/** Equal, an initial, or a short form (`Alex` of `Alexandra`). */
function near(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short === long || ((short.length === 1 || short.length >= 3) && long.startsWith(short));
}
const anyNear = (a: readonly string[], b: readonly string[]): boolean =>
  a.some((one) => b.some((other) => near(one, other)));

/**
 * Whether two names are one name. Case, accents, apostrophes, hyphens, the order of given and family name, a middle name
 * and the preferred name make no difference; nicknames and initials are `unclear`, for a human to see.
 */
export function compareNames(a: PersonName, b: PersonName): Agreement {
  const known = new Set<string>();
  for (const [given, family] of fullNames(a)) for (const writing of writings(given, family)) known.add(writing);
  for (const [given, family] of fullNames(b))
    for (const writing of writings(given, family)) if (known.has(writing)) return 'agrees';
  const given = [givenWords(a), givenWords(b)] as const;
  const family = [familyWords(a), familyWords(b)] as const;
  if (![...given, ...family].every((words) => words.length > 0)) return 'unclear';
  if (scriptOf(given[0].join('')) !== scriptOf(given[1].join(''))) return 'unclear';
  const crossed = anyNear(given[0], family[1]) && anyNear(family[0], given[1]);
  return crossed || anyNear(given[0], given[1]) ? 'unclear' : 'disagrees';
}

const givenWords = (name: PersonName): string[] =>
  wordsOf([name.givenName, name.middleName, name.preferredGivenName].filter(Boolean).join(' '));
const familyWords = (name: PersonName): string[] =>
  wordsOf([name.familyName, name.preferredFamilyName].filter(Boolean).join(' '));

/**
 * The words under which a person is found: each part whole, and each of its pieces (`O’Brien-Lee`: obrienlee, obrien,
 * brien, lee, o). In scripts that write no spaces every ending of the name counts, so that any part of it is a beginning.
 */
export function searchWords(name: PersonName): string[] {
  const words = new Set<string>();
  for (const part of [
    name.givenName,
    name.middleName,
    name.familyName,
    name.preferredGivenName,
    name.preferredFamilyName,
  ]) {
    if (part) addWords(part, words);
  }
  if (name.givenName && name.familyName && unspaced.test(name.familyName))
    addWords(name.familyName + name.givenName, words);
  return [...words];
}

function addWords(part: string, words: Set<string>): void {
  const folded = fold(part);
  for (const spaced of folded.split(/\s+/)) {
    const pieces = spaced.split(between).filter(Boolean);
    if (pieces.length > 1) {
      words.add(pieces.join(''));
      for (const hyphened of wordsOf(spaced)) words.add(hyphened);
    }
    for (const piece of pieces) {
      words.add(piece);
      if (unspaced.test(piece)) {
        const letters = [...piece];
        for (let from = 1; from < Math.min(letters.length, 12); from++) words.add(letters.slice(from).join(''));
      }
    }
  }
}

/** The words of a search as typed; each must begin a word of the name. */
export function searchTerms(text: string): string[] {
  return text
    .split(/\s+/)
    .map((term) => wordsOf(term).join(''))
    .filter(Boolean)
    .slice(0, 8);
}

/** The one form in which e-mail addresses are kept and compared. */
export const normaliseEmail = (email: string): string => email.trim().normalize('NFKC').toLowerCase();
