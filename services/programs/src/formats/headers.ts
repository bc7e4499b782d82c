import { programsProblems } from '@chiron/contracts/programs';
import type { LineKind } from './columns.js';
import { columns } from './columns.js';
import type { ReadWarning } from './lines.js';

/** How one kind of CSV file becomes lines. */
export interface Table {
  readonly kind: LineKind;
  /** For each header the line's column that it fills, or the name of an extra that `finish` looks at. */
  readonly reads: Readonly<Record<string, string>>;
  /** Headers that are known and never read. */
  readonly ignores: readonly string[];
  readonly required: readonly string[];
  /** Works on the line in place; may return a field whose value is bad. Extras are named in `extras`, in order. */
  readonly extras?: readonly string[];
  readonly finish?: (line: Row, extras: readonly (string | null)[]) => string | null;
  /** Makes other lines of each sound line, where the file says several things in one row. */
  readonly expand?: (line: Row) => Row[];
}

/** A `Line` while it is made. */
export type Row = (string | number | null)[];

export interface Header {
  /** For each column of the file the index in a line, or -1. */
  readonly slots: Int32Array;
  /** For each index in a line the header that fills it. */
  readonly names: readonly string[];
  /** The fewest cells a row may have: up to the last required column. */
  readonly fewest: number;
  readonly lastRequired: string;
}

/** The form in which headers are compared: letter case, spaces, underscores and hyphens do not matter. */
export const normalHeader = (name: string): string => name.toLowerCase().replace(/[\s_\-\ufeff]+/g, '');

const shownAtMost = 10;
const mostColumns = 2_000;

/**
 * Finds a table's columns in the header of a file. Case, spaces and underscores do not matter; a name that is one letter
 * off a single known one (two, where it has ten letters or more), is taken for it, with a warning. Unknown columns are
 * passed over with a warning. Refuses a header that lacks a required column or names a column twice.
 */
export function readHeader(
  given: readonly (string | null)[],
  table: Table,
  file: string,
  warn: (w: ReadWarning) => void,
): Header {
  if (given.length > mostColumns) throw unusable(`${file} has ${given.length} columns; ${mostColumns} are the most.`);
  const known = new Map<string, string>();
  for (const name of [...Object.keys(table.reads), ...table.ignores]) known.set(normalHeader(name), name);
  const at = new Map<string, number>();
  const strangers: number[] = [];
  given.forEach((text, index) => {
    if (text === null) return;
    const name = known.get(normalHeader(text));
    if (name === undefined) strangers.push(index);
    else if (!at.has(name)) at.set(name, index);
    else if (name in table.reads) throw unusable(`${file} names the column ${name} twice.`);
  });
  const unknown: string[] = [];
  for (const index of strangers) {
    const text = given[index]!;
    const name = nearest(normalHeader(text), known);
    if (name === undefined || at.has(name)) {
      // Anything may follow `metadata.`; the standard keeps it for extensions.
      if (!normalHeader(text).startsWith('metadata.')) unknown.push(text);
      continue;
    }
    at.set(name, index);
    warn({ code: 'header-corrected', detail: `${file}: the column ${quoted(text)} is read as ${name}.` });
  }
  if (unknown.length > 0) {
    const shown = unknown.slice(0, shownAtMost).map(quoted).join(', ');
    const more = unknown.length > shownAtMost ? ` and ${unknown.length - shownAtMost} more` : '';
    warn({ code: 'column-ignored', detail: `${file}: unknown columns are ignored: ${shown}${more}.` });
  }
  const missing = table.required.filter((name) => !at.has(name));
  if (missing.length > 0) {
    throw unusable(`${file} lacks the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}.`);
  }
  const slots = new Int32Array(given.length).fill(-1);
  const names: string[] = [];
  const order: readonly string[] = [...columns[table.kind], ...(table.extras ?? [])];
  for (const [header, column] of Object.entries(table.reads)) {
    const slot = 3 + order.indexOf(column);
    const index = at.get(header);
    if (index === undefined) continue;
    slots[index] = slot;
    names[slot] = header;
  }
  const last = table.required.reduce((a, b) => (at.get(a)! > at.get(b)! ? a : b));
  return { slots, names, fewest: at.get(last)! + 1, lastRequired: last };
}

const unusable = (reason: string) => programsProblems.refuse('header-unusable', { reason });

const quoted = (text: string): string => `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;

/** The one known name within reach; undefined where there is none or more than one equally near. */
function nearest(text: string, known: ReadonlyMap<string, string>): string | undefined {
  if (text.length < 4 || text.length > 60) return undefined;
  const reach = text.length >= 10 ? 2 : 1;
  let best = reach + 1;
  let found: string | undefined;
  for (const [normal, name] of known) {
    if (Math.abs(normal.length - text.length) > reach) continue;
    const far = distance(text, normal);
    if (far < best) [best, found] = [far, name];
    else if (far === best) found = undefined;
  }
  return best <= reach ? found : undefined;
}

/** Edits between two words, a swap of neighbours being one (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}
