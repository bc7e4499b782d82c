import fc from 'fast-check';
import { csvCell, csvRow } from './csv-safe.js';
import { CsvScanner } from './csv-scan.js';

describe('A cell of a CSV answer', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('“%s” is no formula any more', (text) => {
    expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/);
  });

  test('an ordinary text, a number and nothing stay as they are', () => {
    expect([csvCell('a-b = c'), csvCell(-5), csvCell(true), csvCell(null), csvCell(undefined)]).toEqual([
      'a-b = c',
      '-5',
      'true',
      '',
      '',
    ]);
  });

  test('quotes, delimiters of any kind and line ends are quoted', () => {
    expect(csvRow(['say "ah"', 'a,b', 'a;b', 'a\nb', 'plain'])).toBe('"say ""ah""","a,b","a;b","a\nb",plain\r\n');
  });

  test('any text comes back from it, with an apostrophe where it had to be disarmed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const scanner = new CsvScanner(',', Int32Array.of(0));
        scanner.feed(csvRow([text]), true);
        const out = [null];
        scanner.next(out);
        expect([text.trim() || null, `'${text}`.trim()]).toContainEqual(out[0]);
        expect(out[0] ?? '').not.toMatch(/^[=+\-@]/);
      }),
    );
  });
});
