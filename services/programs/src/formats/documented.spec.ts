import { readFileSync } from 'node:fs';
import { importStates } from '../domain/import.js';
import { enrollmentTable, rosterTables } from './tables.js';

const page = readFileSync('docs/imports.md', 'utf8');
/** The rows of the table whose first header is `first`, each as the words in backticks of its cells. */
const table = (first: string): string[][][] => {
  const [, rows] = new RegExp(`\\n\\| ${first} .*\\n\\| -.*\\n((?:\\|.*\\n)+)`).exec(page)!;
  return rows!
    .trim()
    .split('\n')
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!)),
    );
};

describe('docs/imports.md', () => {
  it('names the columns of text/csv, and which are required', () => {
    const named = table('column').map(([name]) => name![0]!);
    expect([...named].sort()).toEqual(Object.keys(enrollmentTable.reads).sort());
    const required = [...page.matchAll(/^\| `(\w+)` +\| required \|/gm)].map(([, name]) => name!);
    expect(required.sort()).toEqual([...enrollmentTable.required].sort());
  });

  it('names the files and columns of OneRoster that are read', () => {
    const named = Object.fromEntries(table('file').map(([file, columns]) => [file![0]!, [...columns!].sort()]));
    const read = Object.entries(rosterTables).map(([file, { reads }]) => [file, Object.keys(reads).sort()]);
    expect(named).toEqual(Object.fromEntries(read));
  });

  it('explains every state of an import', () => {
    expect(
      table('state')
        .flatMap(([names]) => names!)
        .sort(),
    ).toEqual([...importStates].sort());
  });
});
