import { programsProblems, type ReceiptCode } from '@chiron/contracts/programs';
import type { Batches } from './batches.js';
import { columns, longestValue } from './columns.js';
import { CsvScanner, delimiterOf } from './csv-scan.js';
import { normalHeader, readHeader, type Header, type Row, type Table } from './headers.js';
import type { Line, ReadWarning } from './lines.js';
import { EncodingCheck, textPieces } from './text-pieces.js';

/**
 * Reads one CSV file into batches of its table's kind. Rows that cannot be read become lines with a fault; a header that
 * cannot be used is refused.
 * @param file how a sentence names the file
 */
export async function readTable(
  bytes: AsyncIterable<Uint8Array>,
  table: Table,
  file: string,
  batches: Batches,
  warn: (warning: ReadWarning) => void,
): Promise<void> {
  const encoding = new EncodingCheck(file);
  let rows: Rows | undefined;
  for await (const piece of textPieces(bytes, encoding, true)) {
    if (rows) {
      if (piece.long) await rows.tooLong(piece.text);
      else await rows.read(piece.text, false);
      continue;
    }
    if (piece.long) throw unusable(`${file} begins with a line longer than 1 MiB.`);
    const begin = splitHeader(piece.text, table);
    if (!begin) continue;
    const header = readHeader(cellsOf(begin.line, begin.delimiter, file), table, file, warn);
    rows = new Rows(table, header, begin.delimiter, batches);
    await rows.read(begin.rest, false);
  }
  if (!rows) throw unusable(`${file} is empty: not even a header.`);
  await rows.read('', true);
  encoding.end(rows.count);
  await batches.flush();
}

const unusable = (reason: string) => programsProblems.refuse('header-unusable', { reason });

/** Finds the first line that is not blank, and with it the delimiter; Excel's `sep=;` line is obeyed. */
function splitHeader(text: string, table: Table): { line: string; delimiter: string; rest: string } | undefined {
  const names = new Set([...Object.keys(table.reads), ...table.ignores].map(normalHeader));
  let stated: string | undefined;
  for (let from = 0; from < text.length;) {
    const end = /\r\n|\n|\r/g;
    end.lastIndex = from;
    const match = end.exec(text);
    const line = text.slice(from, match?.index ?? text.length);
    from = match ? end.lastIndex : text.length;
    const separator = /^sep=(.)$/i.exec(line.trim() === 'sep=' ? line : line.trim());
    if (separator) stated = separator[1]!;
    else if (line.trim() !== '') {
      return {
        line,
        delimiter: stated ?? delimiterOf(line, (name) => names.has(normalHeader(name))),
        rest: text.slice(from),
      };
    }
  }
  return undefined;
}

function cellsOf(line: string, delimiter: string, file: string): (string | null)[] {
  const width = line.split(delimiter).length;
  const cells = new Array<string | null>(width).fill(null);
  const scanner = new CsvScanner(
    delimiter,
    Int32Array.from({ length: width }, (_, i) => i),
  );
  scanner.feed(line, true);
  if (scanner.next(cells) === 'malformed') throw unusable(`${file} has a header with a quote that is not closed.`);
  return cells.slice(0, scanner.cells);
}

/** Makes lines of the rows below a header. */
class Rows {
  private readonly scanner: CsvScanner;
  private readonly template: Row;
  private readonly limits: readonly number[];
  private readonly end: number;
  private line = 0;
  private suspect = false;
  /** Rows that were not blank. */
  count = 0;

  constructor(
    private readonly table: Table,
    private readonly header: Header,
    private readonly delimiter: string,
    private readonly batches: Batches,
  ) {
    const names: readonly string[] = columns[table.kind];
    this.scanner = new CsvScanner(delimiter, header.slots);
    this.end = 3 + names.length;
    this.template = new Array<null>(this.end + (table.extras?.length ?? 0)).fill(null);
    this.limits = [0, 0, 0, ...names.map(longestValue), ...(table.extras ?? []).map(longestValue)];
  }

  async read(text: string, last: boolean): Promise<void> {
    const { scanner, batches } = this;
    // Text with a NUL or a damaged byte is looked at row by row; all other text need not be.
    this.suspect = (this.suspect && scanner.left > 0) || text.includes('\0') || !text.isWellFormed();
    scanner.feed(text, last);
    for (;;) {
      const row = this.template.slice();
      const met = scanner.next(row);
      if (met === 'more' || met === 'end') return;
      this.line++;
      if (met === 'blank') continue;
      const fault: ReceiptCode | null =
        met === 'malformed'
          ? 'malformed-row'
          : scanner.beyond
            ? 'too-many-columns'
            : scanner.cells < this.header.fewest
              ? 'too-few-columns'
              : null;
      if (this.add(row, fault, scanner.rawLength, this.suspect ? scanner.raw : null)) await batches.flush();
    }
  }

  /** A line beyond 1 MiB, of which only `head` is known; an open quote before it ends there. */
  async tooLong(head: string): Promise<void> {
    await this.read('', true);
    this.line++;
    const row = this.template.slice();
    const scanner = new CsvScanner(this.delimiter, this.header.slots);
    scanner.feed(head.slice(0, Math.max(0, head.lastIndexOf(this.delimiter))), true);
    scanner.next(row);
    if (this.add(row, 'line-too-long', head.length, head)) await this.batches.flush();
  }

  private add(row: Row, found: ReceiptCode | null, length: number, suspect: string | null): boolean {
    const { table, header, end } = this;
    let fault = found;
    let field = fault === 'too-few-columns' ? header.lastRequired : null;
    const bad = (index: number): void => {
      row[index] = null;
      fault ??= 'bad-value';
      if (fault === 'bad-value') field ??= header.names[index] ?? null;
    };
    if (suspect !== null) {
      if (!suspect.isWellFormed()) fault = fault === 'line-too-long' ? fault : 'bad-encoding';
      for (let i = 3; i < row.length; i++) {
        const value = row[i] as string | null;
        if (value !== null && (value.includes('\0') || !value.isWellFormed())) bad(i);
      }
    }
    if (length > 255) {
      for (let i = 3; i < row.length; i++) if (((row[i] as string | null)?.length ?? 0) > this.limits[i]!) bad(i);
    }
    if (table.finish) {
      const unclear = table.finish(row, row.length > end ? (row.slice(end) as (string | null)[]) : []);
      if (unclear !== null && fault === null) [fault, field] = ['bad-value', unclear];
      row.length = end;
    }
    this.count++;
    row[0] = this.line;
    row[1] = fault;
    row[2] = field;
    if (!table.expand) return this.batches.add(row as unknown as Line, length);
    // The first reading of the file has told of the rows with a fault.
    if (fault !== null) return false;
    let full = false;
    for (const made of table.expand(row)) full = this.batches.add(made as unknown as Line, length) || full;
    return full;
  }
}
