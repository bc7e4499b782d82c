import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { ReceiptCode } from '@chiron/contracts/programs';
import type { LineKind } from './columns.js';

export { columns, lineKinds } from './columns.js';
export type { LineKind } from './columns.js';

/**
 * One line, the same for every format: where it stood, what was wrong with its form, and its values in the order of
 * `columns[kind]`. Values are trimmed and never empty: what was not said is null. Passwords and demographics never reach
 * a line. A line with a `fault` still carries whatever could be read of it, above all its `sourcedId`.
 *
 * `line` is 1-based within its file, the header not counted; blank lines are no rows, yet they count.
 */
export type Line = readonly [
  line: number,
  fault: ReceiptCode | null,
  faultField: string | null,
  ...values: (string | null)[],
];

/** At most 5,000 lines of one kind, and at most about 8 MiB of text. */
export interface Batch {
  readonly kind: LineKind;
  readonly lines: Line[];
}

export interface Upload {
  readonly contentType: 'ndjson' | 'csv' | 'zip';
  readonly body: Readable;
  /** A folder for the temporary file of a zip; the file is unlinked as soon as it is open. */
  readonly workDir: string;
  readonly mode: 'delta' | 'canonical';
}

export interface ReadWarning {
  readonly code: string;
  readonly detail: string;
}

export interface Dataset {
  /** The OneRoster version its manifest names. */
  readonly version: string | null;
  readonly manifest: Record<string, string>;
  /** By OneRoster's name of the file without `.csv`. `missing`: neither named by the manifest nor there. */
  readonly files: Record<string, 'bulk' | 'delta' | 'absent' | 'missing'>;
  /** OneRoster's `endDate` is the day after the last day; everywhere else it is the last day. */
  readonly exclusiveEnd: boolean;
  readonly warnings: ReadWarning[];
}

export interface ReadResult {
  readonly dataset: Dataset;
  /** Of the body as it came. */
  readonly bytes: number;
}

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
/** Fewer, larger pieces of output halve the time of zlib's default. */
const storedChunk = 256 * 1024;

/** A batch as it is stored: JSON in zstd, compressed outside the event loop. */
export async function encodeLines(batch: Batch): Promise<Buffer> {
  return compress(JSON.stringify([batch.kind, batch.lines]), {
    params: { [constants.ZSTD_c_compressionLevel]: 1 },
    chunkSize: storedChunk,
  });
}

/** The inverse of `encodeLines`. */
export async function decodeLines(stored: Uint8Array): Promise<Batch> {
  const [kind, lines] = JSON.parse((await decompress(stored, { chunkSize: storedChunk })).toString('utf8')) as [
    LineKind,
    Line[],
  ];
  return { kind, lines };
}
