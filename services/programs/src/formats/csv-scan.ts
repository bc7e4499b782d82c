import type { Row } from './headers.js';

const feed = 10;
const back = 13;
const space = 32;
const quote = 34;
const ended = -1;

/** How long a row may be, over all the lines that its quoted cells span; beyond it its quote counts as never closed. */
const longestRow = 1024 * 1024;

/** What `CsvScanner.next` met. `more`: the row goes on behind the text. */
export type Met = 'row' | 'blank' | 'malformed' | 'more' | 'end';

/**
 * Reads RFC 4180 rows out of text, with any of LF, CRLF and CR, quoted cells over several lines, spaces around quotes,
 * and a quote inside an unquoted cell taken as it stands. Only wanted cells are copied out; that makes it fast.
 *
 * A quote that is never closed, or one followed by anything but a delimiter, makes its row `malformed`; reading goes on
 * with the next line of text, so a stray quote costs one row and not the rest of the file.
 */
export class CsvScanner {
  private text = '';
  private last = false;
  private at = 0;
  private from = 0;
  private readonly highest: number;
  /** How many cells the row had. */
  cells = 0;
  /** Whether a cell beyond the last slot held anything. */
  beyond = false;

  /**
   * @param delimiter one character
   * @param slots for each column the index it fills in `next`'s argument, or -1 for a column nobody wants
   */
  constructor(
    delimiter: string,
    private readonly slots: Int32Array,
    private readonly code = delimiter.charCodeAt(0),
  ) {
    this.highest = Math.max(code, back);
  }

  /** Adds text behind what is not read yet. `last`: nothing follows. */
  feed(text: string, last: boolean): void {
    this.text = this.at < this.text.length ? this.text.slice(this.at) + text : text;
    this.at = this.from = 0;
    this.last = last;
  }

  /** How much text is not read yet. */
  get left(): number {
    return this.text.length - this.at;
  }

  /** The text of the row just met, its line end included. */
  get raw(): string {
    return this.text.slice(this.from, this.at);
  }

  get rawLength(): number {
    return this.at - this.from;
  }

  next(out: Row): Met {
    const { text, slots, code, highest, last } = this;
    const length = text.length;
    const start = this.at;
    this.from = start;
    if (start >= length) return last ? 'end' : 'more';
    let at = start;
    let cell = 0;
    let something = false;
    this.beyond = false;
    for (;;) {
      let from = at;
      let to: number;
      let escaped = false;
      let c = at < length ? text.charCodeAt(at) : ended;
      if (c === space) {
        let ahead = at + 1;
        while (ahead < length && text.charCodeAt(ahead) === space) ahead++;
        if (ahead < length && text.charCodeAt(ahead) === quote) {
          at = ahead;
          c = quote;
        }
      }
      if (c === quote) {
        from = ++at;
        for (;;) {
          const close = text.indexOf('"', at);
          if (close < 0) return last || length - start > longestRow ? this.malformed(start, cell) : 'more';
          if (close - start > longestRow) return this.malformed(start, cell);
          at = close + 1;
          if (at >= length && !last) return 'more';
          if (at < length && text.charCodeAt(at) === quote) {
            escaped = true;
            at++;
            continue;
          }
          to = close;
          break;
        }
        while (at < length && text.charCodeAt(at) === space) at++;
        if (at >= length && !last) return 'more';
        c = at < length ? text.charCodeAt(at) : ended;
        if (c !== code && c !== feed && c !== back && c !== ended) return this.malformed(start, cell);
      } else {
        for (; at < length; at++) {
          c = text.charCodeAt(at);
          if (c <= highest && (c === code || c === feed || c === back)) break;
        }
        if (at >= length) {
          if (!last) return 'more';
          c = ended;
        }
        to = at;
      }
      if (to > from) {
        if (cell < slots.length) {
          const slot = slots[cell]!;
          if (slot >= 0) {
            const value = trimmed(text, from, to, escaped);
            out[slot] = value;
            something ||= value !== null;
          } else something ||= true;
        } else if (!this.beyond && trimmed(text, from, to, false) !== null) this.beyond = something = true;
      }
      cell++;
      at++;
      if (c === code) continue;
      if (c === back && at < length && text.charCodeAt(at) === feed) at++;
      break;
    }
    this.at = Math.min(at, length);
    this.cells = cell;
    return something ? 'row' : 'blank';
  }

  private malformed(start: number, cells: number): Met {
    const { text } = this;
    let at = start;
    while (at < text.length) {
      const c = text.charCodeAt(at++);
      if (c === feed) break;
      if (c === back) {
        if (text.charCodeAt(at) === feed) at++;
        break;
      }
    }
    this.at = at;
    this.cells = cells;
    return 'malformed';
  }
}

function trimmed(text: string, from: number, to: number, escaped: boolean): string | null {
  let value = text.slice(from, to);
  const first = text.charCodeAt(from);
  const final = text.charCodeAt(to - 1);
  // Plain letters and digits at both ends need no trimming; everything else is asked properly.
  if (first <= space || first > 126 || final <= space || final > 126) {
    value = value.trim();
    if (value === '') return null;
  }
  return escaped ? value.replaceAll('""', '"') : value;
}

const delimiters = [',', ';', '\t', '|'];

/** The delimiter under which the header's line shows most names that `known` accepts; a comma where none does. */
export function delimiterOf(line: string, known: (name: string) => boolean): string {
  let best = ',';
  let most = 0;
  for (const delimiter of delimiters) {
    const found = line.split(delimiter).filter((name) => known(name.trim().replace(/^"(.*)"$/s, '$1'))).length;
    if (found > most) [best, most] = [delimiter, found];
  }
  return best;
}
