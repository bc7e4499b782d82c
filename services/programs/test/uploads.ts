import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { readUpload } from '../src/formats/read-upload.js';
import { columns, type Batch, type LineKind, type ReadResult, type Upload } from '../src/formats/lines.js';

/** One line, by the names of its values. */
export type Named = Record<string, string | number | null>;

export interface Taken extends ReadResult {
  readonly batches: Batch[];
  readonly of: (kind: LineKind) => Named[];
  /** What the warnings are called. */
  readonly warned: string[];
}

/** Reads a whole upload into memory, for a test to look at. */
export async function take(
  contentType: Upload['contentType'],
  body: string | Buffer | Readable | Iterable<Buffer>,
  settings: Partial<Upload> = {},
): Promise<Taken> {
  const batches: Batch[] = [];
  const stream =
    body instanceof Readable
      ? body
      : Readable.from(typeof body === 'string' || Buffer.isBuffer(body) ? [Buffer.from(body)] : body);
  const result = await readUpload(
    { contentType, body: stream, workDir: tmpdir(), mode: 'delta', ...settings },
    async (batch) => void batches.push(batch),
  );
  const of = (kind: LineKind): Named[] =>
    batches
      .filter((batch) => batch.kind === kind)
      .flatMap((batch) => batch.lines)
      .map(([line, fault, faultField, ...values]) => ({
        line,
        fault,
        faultField,
        ...Object.fromEntries(columns[kind].map((name, i) => [name, values[i]!])),
      }));
  return { ...result, batches, of, warned: result.dataset.warnings.map((warning) => warning.code) };
}

/** Cuts bytes at the given places, given as numbers of any size. */
export function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [...new Set([0, ...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end));
}
