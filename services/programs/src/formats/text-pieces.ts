/// <reference lib="es2024.string" />
import { isAscii, isUtf8 } from 'node:buffer';
import { programsProblems } from '@chiron/contracts/programs';

/** The longest line that is read; a longer one is passed over without being held. */
export const longestLine = 1024 * 1024;
/** How much of a line that is too long is kept, to find its id in. */
const headOfLongLine = 16 * 1024;
const block = 64 * 1024;
const slice = 256 * 1024;
/** So many unreadable rows, and no readable one with a letter outside ASCII, are a file in another encoding. */
const enoughUnreadable = 20;

/** Stands where bytes were no UTF-8. No text in UTF-8 can hold it, so a row that does is known by `isWellFormed`. */
const unreadable = '\udc80';

export interface Piece {
  /** Whole lines with their ends (the file's last may have none); or, where `long`, the head of one line. */
  readonly text: string;
  readonly long: boolean;
}

/** Tells a few damaged rows from a file that is not in UTF-8 at all; the latter is refused. */
export class EncodingCheck {
  private unreadable = 0;
  private readable = false;

  /** @param what how a sentence names the text: `The body`, `users.csv` */
  constructor(private readonly what: string) {}

  /** Judges the first bytes. */
  start(head: Buffer): void {
    const [a, b, c, d] = head;
    if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) throw this.refuse('UTF-16');
    if (a === 0 && b === 0 && c === 0xfe && d === 0xff) throw this.refuse('UTF-32');
    if (a === 0x50 && b === 0x4b && c === 3 && d === 4) throw this.refuse('a zip archive');
    if (a === 0x1f && b === 0x8b) throw this.refuse('compressed with gzip');
    const sample = head.subarray(0, 4096);
    let zeros = 0;
    for (const byte of sample) if (byte === 0) zeros++;
    if (zeros * 4 > sample.length) throw this.refuse('UTF-16 or no text');
  }

  decode(bytes: Buffer): string {
    if (isUtf8(bytes)) {
      this.readable ||= !isAscii(bytes);
      return bytes.toString('utf8');
    }
    let text = '';
    for (let from = 0; from < bytes.length;) {
      const end = bytes.indexOf(10, from);
      const to = end < 0 ? bytes.length : end + 1;
      const line = bytes.subarray(from, to);
      if (isUtf8(line)) {
        this.readable ||= !isAscii(line);
        text += line.toString('utf8');
      } else {
        this.unreadable++;
        if (this.unreadable >= enoughUnreadable && !this.readable) throw this.refuse('Latin-1 or another old encoding');
        text += damaged(line);
      }
      from = to;
    }
    return text;
  }

  /** Judges a short file: one in which most rows are unreadable, and no letter outside ASCII is not, is in another encoding. */
  end(rows: number): void {
    if (this.unreadable * 2 > rows && !this.readable) throw this.refuse('Latin-1 or another old encoding');
  }

  private refuse(found: string) {
    return programsProblems.refuse('encoding-unusable', {
      reason: `${this.what} looks like ${found}. Save it as UTF-8 and send it again.`,
    });
  }
}

const damaged = (bytes: Buffer): string => bytes.toString('utf8').replaceAll('\ufffd', unreadable);

/**
 * Turns bytes, cut anywhere, into whole lines; holds at most one line and a block. A byte order mark is dropped.
 * @param carriageReturns whether a lone CR ends a line too (it does in CSV; in JSON it is white space)
 */
export async function* textPieces(
  bytes: AsyncIterable<Uint8Array>,
  encoding: EncodingCheck,
  carriageReturns: boolean,
): AsyncGenerator<Piece> {
  let held: Buffer[] = [];
  let size = 0;
  let enough = block;
  let first = true;
  let skipping = false;

  const begin = (buffer: Buffer): Buffer => {
    first = false;
    encoding.start(buffer);
    return buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? buffer.subarray(3) : buffer;
  };

  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; from += slice) {
      let part: Buffer = Buffer.from(
        chunk.buffer as ArrayBuffer,
        chunk.byteOffset + from,
        Math.min(slice, chunk.length - from),
      );
      if (skipping) {
        const end = firstEnd(part, carriageReturns);
        if (end < 0) continue;
        skipping = false;
        part = part.subarray(end);
      }
      held.push(part);
      size += part.length;
      if (size < enough) continue;
      let whole: Buffer = held.length === 1 ? part : Buffer.concat(held, size);
      if (first) whole = begin(whole);
      if (whole.length > longestLine) {
        // Only the first line can be too long: the others came after what was held, in less than a MiB.
        const end = firstEnd(whole, carriageReturns);
        if (end < 0 || end > longestLine + 1) {
          yield { text: damaged(whole.subarray(0, headOfLongLine)), long: true };
          skipping = end < 0;
          whole = end < 0 ? whole.subarray(whole.length) : whole.subarray(end);
        }
      }
      const cut = lastEnd(whole, carriageReturns);
      if (cut > 0) yield { text: encoding.decode(whole.subarray(0, cut)), long: false };
      const rest = whole.subarray(cut);
      held = rest.length > 0 ? [rest] : [];
      size = rest.length;
      // Doubling keeps a long line that comes in small chunks from being copied again for each of them.
      enough = Math.max(block, size + Math.min(size, 2 * slice));
    }
  }
  if (size === 0) return;
  let whole: Buffer = Buffer.concat(held, size);
  if (first) whole = begin(whole);
  if (whole.length > longestLine) {
    const end = firstEnd(whole, carriageReturns);
    if (end < 0 ? whole.length > longestLine : end > longestLine + 1) {
      yield { text: damaged(whole.subarray(0, headOfLongLine)), long: true };
      whole = end < 0 ? whole.subarray(whole.length) : whole.subarray(end);
    }
  }
  if (whole.length > 0) yield { text: encoding.decode(whole), long: false };
}

/** The position after the first line's end, or -1. */
function firstEnd(bytes: Buffer, carriageReturns: boolean): number {
  const feed = bytes.indexOf(10);
  if (!carriageReturns) return feed < 0 ? -1 : feed + 1;
  const line = feed < 0 ? bytes : bytes.subarray(0, feed);
  const back = line.indexOf(13);
  if (back < 0 || (feed >= 0 && back === feed - 1)) return feed < 0 ? -1 : feed + 1;
  return back === bytes.length - 1 ? -1 : back + 1;
}

/** The position after the last line's end, or 0; a CR that comes last may be half of a CRLF. */
function lastEnd(bytes: Buffer, carriageReturns: boolean): number {
  const feed = bytes.lastIndexOf(10);
  if (feed >= 0 || !carriageReturns || bytes.length < 2) return feed + 1;
  return bytes.lastIndexOf(13, bytes.length - 2) + 1;
}
