import type { Run, Word } from './folded-text.js';
import type { NameForms } from './name-forms.js';

/** How sure a match is: `certain` names the person, `possible` may be an ordinary word. */
export type Certainty = 'certain' | 'possible';

export interface Match {
  readonly start: number;
  readonly end: number;
  readonly certainty: Certainty;
}

export interface TextToSearch {
  readonly text: string;
  readonly words: readonly Word[];
  /** words that also stand in the text in small letters: there they are words, not names */
  readonly ordinary: ReadonlySet<string>;
  readonly run: Run;
  /** false for file names and addresses, which are written small */
  readonly caseCounts: boolean;
}

const titles = new Set('dr prof professor mr mrs ms mx sr sra dra doctor doctora profesor profesora'.split(' '));
/** Also what a word's possessive leaves behind: `Children's Hospital`. */
const betweenParts = /^(?:['’‘ʼʻ`´]s)?[\s\-‐‑–.'’‘]{0,6}$/iu;
const afterFamily = /^[\s,;.]{0,6}$/u;
const startsSentence = /(?:^|[.!?:;•]["'”’)\]]*|\n[ \t]*\n?)\s*["'“‘([]*$/u;

/** Every place where a text writes this name: in either order, with initials, or the family name alone. */
export function findName(forms: NameForms, searched: TextToSearch): Match[] {
  const found: Match[] = [];
  const { words } = searched;
  words.forEach((word, i) => {
    if (forms.joined.includes(word.text)) found.push({ start: word.start, end: word.end, certainty: 'certain' });
    const family = longest(forms.families, searched, i);
    const part = family ?? longest(forms.familyParts, searched, i);
    if (part === undefined) return;
    const match = beside(forms, searched, i, part);
    if (match) found.push(match);
    else if (family !== undefined && standsAlone(searched, i, family)) {
      found.push({ start: word.start, end: words[family]!.end, certainty: 'possible' });
    }
  });
  return withoutInner([...found, ...inRuns(forms, searched.run)]);
}

/** The index of the last word of the longest sequence that begins at word `i`. */
function longest(sequences: NameForms['families'], { text, words }: TextToSearch, i: number): number | undefined {
  let last: number | undefined;
  for (const sequence of sequences) {
    const fits = sequence.every((form, k) => {
      const word = words[i + k];
      return (
        word !== undefined &&
        means(word.text, form, sequence.length === 1) &&
        (k === 0 || betweenParts.test(text.slice(words[i + k - 1]!.end, word.start)))
      );
    });
    if (fits && i + sequence.length - 1 >= (last ?? i)) last = i + sequence.length - 1;
  }
  return last;
}

/** Scripts whose names are declined, and what of a name's end changes. */
const declining: readonly (readonly [RegExp, RegExp])[] = [
  [/^\p{Script=Cyrillic}+$/u, /[аеёиоуыэюяй]$/u],
  [/^\p{Script=Greek}+$/u, /[αεηιουω]{1,2}[ςσ]?$/u],
];
const joinsPrefixes = /^[\p{Script=Arabic}\p{Script=Hebrew}]+$/u;

/** Whether a word of a text is a word of a name, also declined (Cyrillic, Greek) or with a joined prefix (Arabic, Hebrew). */
function means(word: string, form: string, declined: boolean): boolean {
  if (word === form) return true;
  if (!declined || form.length < 3) return false;
  const ending = declining.find(([script]) => script.test(form))?.[1];
  if (ending) {
    const stem = form.length > 4 ? form.replace(ending, '') : form;
    return word.startsWith(stem) && word.length - stem.length <= 3;
  }
  return joinsPrefixes.test(form) && word.endsWith(form) && word.length - form.length <= 2;
}

/** A given name or initials next to the family name that stands from word `i` to word `last`. */
function beside(forms: NameForms, searched: TextToSearch, i: number, last: number): Match | undefined {
  const { text, words } = searched;
  const span = (from: number, to: number): Match => ({
    start: words[from]!.start,
    end: words[to]!.end,
    certainty: 'certain',
  });
  for (let back = 1; back <= 3 && i - back >= 0; back++) {
    const word = words[i - back]!;
    if (!sameLine(text.slice(word.end, words[i]!.start), back)) break;
    if (forms.givens.has(word.text)) return span(i - back, last);
    if (searched.caseCounts && !word.capital) break;
  }
  const next = words[last + 1];
  if (next && forms.givens.has(next.text) && afterFamily.test(text.slice(words[last]!.end, next.start))) {
    return span(i, last + 1);
  }
  const before = initialsFrom(forms, searched, i, -1);
  if (before !== undefined) return span(before, last);
  const after = initialsFrom(forms, searched, last, 1);
  return after === undefined ? undefined : span(i, after);
}

/** Between a given name and a family name stand middle names at most, never the end of a paragraph. */
const sameLine = (gap: string, words: number): boolean => !/\n\s*\n|[!?;:]/.test(gap) && gap.length <= 20 * words;

/** The furthest word of initials (`S.`, `SJ`, `S. J.`) that stand before or after a word. */
function initialsFrom(forms: NameForms, { text, words, caseCounts }: TextToSearch, from: number, step: 1 | -1) {
  const all = forms.initials.join('');
  if (all === '') return undefined;
  let letters = '';
  let furthest: number | undefined;
  for (let k = from + step; k >= 0 && k < words.length && Math.abs(k - from) <= 3; k += step) {
    const word = words[k]!;
    const [left, right] = step === 1 ? [words[k - 1]!, word] : [word, words[k + 1]!];
    if (word.text.length > 3 || (caseCounts && !word.upper)) break;
    if (!/^[\s.,\-‐]{0,4}$/u.test(text.slice(left.end, right.start))) break;
    letters = step === 1 ? letters + word.text : word.text + letters;
    // More initials than are known of the person are those of names that nobody told.
    if (all.startsWith(letters) || letters.startsWith(all) || letters === `${all[0]}${all.at(-1)}`) furthest = k;
  }
  return furthest;
}

/** Whether a family name without a given name is meant as a name. */
function standsAlone(searched: TextToSearch, i: number, last: number): boolean {
  const { text, words, caseCounts, ordinary } = searched;
  const word = words[i]!;
  if (!caseCounts) return words[last]!.end - word.start >= 3;
  const titled = i > 0 && titles.has(words[i - 1]!.text);
  const cited = words[last + 1]?.text === 'et' && words[last + 2]?.text === 'al';
  if (titled || cited) return true;
  if (!word.capital) return false;
  const first = startsSentence.test(text.slice(Math.max(0, word.start - 12), word.start));
  // Of two letters (Ng, Li) it is written as a name is, and not where any word would be.
  if (words[last]!.end - word.start < 3) return word.text.length === 2 && !word.upper && !first;
  return !(first && ordinary.has(word.text) && i === last);
}

function inRuns(forms: NameForms, run: Run): Match[] {
  return forms.runs.flatMap(({ text, whole }) => {
    const found: Match[] = [];
    for (let at = run.text.indexOf(text); at >= 0; at = run.text.indexOf(text, at + text.length)) {
      const end = run.places[at + text.length - 1]! + 1;
      found.push({ start: run.places[at]!, end, certainty: whole ? 'certain' : 'possible' });
    }
    return found;
  });
}

/** So many places of one person in one text say enough; a text made to hold more must not hold us up. */
const enough = 1_000;

/** Matches that do not lie within a longer or surer one. */
export function withoutInner(found: readonly Match[]): Match[] {
  const best = found
    .slice(0, enough)
    .sort(
      (a, b) =>
        Number(b.certainty === 'certain') - Number(a.certainty === 'certain') ||
        b.end - b.start - (a.end - a.start) ||
        a.start - b.start,
    );
  const kept: Match[] = [];
  for (const match of best) {
    if (!kept.some((other) => match.start < other.end && other.start < match.end)) kept.push(match);
  }
  return kept.sort((a, b) => a.start - b.start);
}
