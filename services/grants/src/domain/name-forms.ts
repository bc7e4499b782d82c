import { fold, runsOn } from './folded-text.js';
import type { PersonName } from './team-facts.js';

/** One name, taken apart the way it may be met in a text. */
export interface NameForms {
  /** sequences of folded words, each the whole family name; they count even where they stand alone */
  readonly families: readonly (readonly string[])[];
  /** parts of a compound family name; they count only beside a given name or initials */
  readonly familyParts: readonly (readonly string[])[];
  /** folded first words of given names */
  readonly givens: ReadonlySet<string>;
  /** first letters of the given and middle names, in order: `sj` */
  readonly initials: readonly string[];
  /** the whole name as one word, as in user names and addresses: `saraobrien`, `sobrien` */
  readonly joined: readonly string[];
  /** the whole name in a script without spaces, in either order; the family name alone from two letters on */
  readonly runs: readonly { readonly text: string; readonly whole: boolean }[];
}

const particles = new Set(
  'a af al and av bin bint ben da das de del den der di do dos du e el ibn la las le los san st te ten ter van vom von y zu zum zur'.split(
    ' ',
  ),
);
const apart = /[^\p{L}\p{M}\p{N}'’‘ʼʻ`´]+/u;
const atApostrophe = /['’‘ʼʻ`´]/u;

const piecesOf = (text: string): string[] => text.split(apart).filter((piece) => fold(piece) !== '');
const foldAll = (pieces: readonly string[]): string[] => pieces.map(fold).filter((piece) => piece !== '');

/** The ways in which one word of a name is written: `muller` and `mueller`. */
function spellings(piece: string): string[] {
  const german = piece
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äæ]/g, 'ae')
    .replace(/[öø]/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/å/g, 'aa');
  const base = fold(piece);
  const short = base.replace(/([aou])e/g, '$1');
  return [...new Set([base, fold(german), short.length >= 4 ? short : base])];
}

function product(pieces: readonly string[]): string[][] {
  return pieces
    .map(spellings)
    .reduce<string[][]>((all, next) => all.flatMap((one) => next.map((form) => [...one, form])), [[]])
    .slice(0, 64);
}

function unique(sequences: readonly (readonly string[])[]): string[][] {
  const seen = new Map(sequences.filter((one) => one.length > 0).map((one) => [one.join(' '), [...one]]));
  return [...seen.values()];
}

/** How a name may be written: with and without particles, joined at an apostrophe or divided there, umlauts as ae. */
export function formsOf(name: PersonName): NameForms {
  const single = name.family.trim() === '';
  const family = piecesOf(single ? name.given : name.family);
  const given = single ? [] : piecesOf(name.given);
  const core = family.filter((piece) => !particles.has(fold(piece)));
  const whole = core.length > 0 ? core : family;
  const divided = whole.flatMap((piece) => piece.split(atApostrophe));
  const families = unique([
    ...product(family),
    ...product(whole),
    ...(divided.length > whole.length ? [foldAll(divided)] : []),
    ...(family.length > 1 ? [[foldAll(family).join('')]] : []),
  ]);
  const familyParts = whole.length > 1 ? unique([...product([whole[0]!]), ...product([whole.at(-1)!])]) : [];
  const initials = [...given, ...piecesOf(name.middle ?? '')].map((piece) => [...fold(piece)][0]!);
  const givens = new Set(given.slice(0, 1).flatMap(spellings));
  const last = foldAll(whole).join('');
  const first = given[0] ? fold(given[0]) : '';
  const joined = first && last.length >= 3 ? [`${first}${last}`, `${last}${first}`, `${first[0]}${last}`] : [];
  return { families, familyParts, givens, initials, joined, runs: runsFor(name) };
}

/** What follows a family name in scripts without spaces, so that one letter of it is enough. */
const runTitles = '先生 女士 医生 醫生 大夫 老师 老師 教授 博士 医師 さん 교수 박사 선생 의사'.split(' ');

function runsFor(name: PersonName): NameForms['runs'] {
  const [given, family] = [fold(name.given), fold(name.family)];
  if (!runsOn.test(given + family)) return [];
  const wholes = given && family ? [family + given, given + family] : [given || family];
  const alone = family.length >= 2 && given ? [{ text: family, whole: false }] : [];
  const titled = family.length === 1 && given ? runTitles.map((title) => ({ text: family + title, whole: false })) : [];
  return [...wholes.filter((text) => text.length >= 2).map((text) => ({ text, whole: true })), ...alone, ...titled];
}
