/** One word of a text as it is compared: without case, accents, apostrophes and what does not show. */
export interface Word {
  /** folded; a possessive ending is gone */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** written with a capital first letter, or in a script that has none */
  readonly capital: boolean;
  /** capitals only; initials are */
  readonly upper: boolean;
}

const apostrophes = "'’‘ʼʻ`´ʹ′＇";
const unseen = '\u00AD\u200B-\u200F\u2060\uFEFF';
const word = new RegExp(
  `[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}]|[${apostrophes}](?=\\p{L})|[${unseen}]|-[ \\t]*\\r?\\n\\s*(?=\\p{Ll}))*`,
  'gu',
);
const possessive = new RegExp(`[${apostrophes}]s$`, 'iu');
const marks = /[\u0300-\u036F\u0591-\u05C7\u064B-\u065F\u0670]/g;
const plain: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', þ: 'th', ı: 'i', ħ: 'h', ŋ: 'n',
}; // prettier-ignore
const special = new RegExp(`[${Object.keys(plain).join('')}]`, 'g');

/** A text as it is compared: `O’BRIEN`, `o'brien` and `Obrien` are the same, and so are `Muñoz` and `MUNOZ`. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(marks, '')
    .normalize('NFC')
    .replace(special, (letter) => plain[letter]!)
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '');

/** The words of a text with their places in it. A word that a line's end divides is one word. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(word)) {
    const whole = match[0].replace(possessive, '');
    const folded = fold(whole);
    if (folded === '') continue;
    const [first] = whole.normalize('NFKC');
    words.push({
      text: folded,
      start: match.index,
      end: match.index + whole.length,
      capital: first!.toLowerCase() !== first || first.toUpperCase() === first,
      upper: whole.toUpperCase() === whole,
    });
  }
  return words;
}

/** Scripts that are written without spaces, or whose particles are joined to a name: there a name is part of a run. */
export const runsOn =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** A text folded as one run without spaces, with the place of each letter in the original. */
export interface Run {
  readonly text: string;
  readonly places: readonly number[];
}

export function runOf(text: string): Run {
  let folded = '';
  const places: number[] = [];
  let at = 0;
  for (const letter of text) {
    const small = fold(letter);
    folded += small;
    for (let i = 0; i < small.length; i++) places.push(at);
    at += letter.length;
  }
  return { text: folded, places };
}
