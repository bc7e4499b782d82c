import { inflateSync } from 'node:zlib';
import { UnreadableFile } from './unreadable-file.js';

const mebibyte = 1024 * 1024;
/** What a PDF may unpack to. A page scanned at 600 dots per inch is some 100 MiB. `other`: packed bytes of rare filters. */
export const pdfLimits = { stream: 128 * mebibyte, all: 512 * mebibyte, other: 128 * 1024, streams: 100_000 };

const rareFilter = /\/(LZWDecode|LZW|ASCII85Decode|A85|ASCIIHexDecode|AHx|RunLengthDecode|RL)\b/;

/** Whether the bytes begin as a PDF does; some writers put a few bytes before it (ISO 32000, annex on implementations). */
export const isPdf = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');

/**
 * Refuses a PDF that unpacks to more than `pdfLimits`, before a reader of PDF that has no limits sees it. It believes no
 * dictionary: whatever follows the word “stream” and can be inflated is measured.
 */
export function guardPdf(bytes: Uint8Array, limits = pdfLimits): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let total = 0;
  let streams = 0;
  for (let at = buffer.indexOf('stream'); at >= 0; at = buffer.indexOf('stream', at + 6)) {
    if (buffer.subarray(Math.max(0, at - 3), at).toString('latin1') === 'end') continue;
    if (++streams > limits.streams) throw new UnreadableFile('too-large', 'it has too many streams');
    let start = at + 6;
    while (buffer[start] === 0x20) start++;
    if (buffer[start] === 0x0d) start++;
    if (buffer[start] === 0x0a) start++;
    total += unpacked(buffer.subarray(start), limits.stream, 3);
    if (total > limits.all) throw tooLarge();
    const dictionary = buffer.subarray(Math.max(0, at - 500), at).toString('latin1');
    const own = dictionary.slice(dictionary.lastIndexOf(' obj') + 1);
    if (rareFilter.test(own)) {
      const end = buffer.indexOf('endstream', start);
      if ((end < 0 ? buffer.length : end) - start > limits.other) throw tooLarge();
    }
  }
}

const tooLarge = () => new UnreadableFile('too-large', 'it unpacks to too much');

/** Bytes that inflate gives, counting what is packed several times over; 0 for what is not deflated. */
function unpacked(packed: Buffer, limit: number, deep: number): number {
  const [first = 0, second = 0] = packed;
  if ((first & 0x0f) !== 8 || (first * 256 + second) % 31 !== 0) return 0;
  let content: Buffer;
  try {
    // Z_SYNC_FLUSH: a stream that is cut off still counts for what it gives.
    content = inflateSync(packed, { maxOutputLength: limit, finishFlush: 2 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    return 0;
  }
  return content.length + (deep > 0 ? unpacked(content, limit, deep - 1) : 0);
}
