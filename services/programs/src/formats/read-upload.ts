import { programsProblems } from '@chiron/contracts/programs';
import { Batches } from './batches.js';
import type { Batch, Dataset, ReadResult, ReadWarning, Upload } from './lines.js';
import { readNdjson } from './ndjson.js';
import { readOneRoster } from './one-roster.js';
import { readTable } from './read-table.js';
import { enrollmentTable } from './tables.js';

/**
 * Reads an upload to its end and hands on its lines in batches, one at a time: nothing is read while `onBatch` runs, so
 * memory stays constant whatever the size. An archive's lines come in the order of `lineKinds`, however it is packed.
 * Rejects with a `Refusal` when the data set as a whole cannot be used, perhaps after some batches were handed on;
 * `body-cut-off` when the body breaks off. Does not destroy the body, so that an answer can still be sent.
 */
export async function readUpload(upload: Upload, onBatch: (batch: Batch) => Promise<void>): Promise<ReadResult> {
  let bytes = 0;
  // A body that breaks after it was refused has nobody left to tell.
  upload.body.on('error', () => undefined);
  async function* body(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of upload.body.iterator({ destroyOnReturn: false })) {
        const part: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
        bytes += part.length;
        yield part;
      }
    } catch (error) {
      throw isCutOff(error)
        ? Object.assign(programsProblems.refuse('body-cut-off', { bytes }), { cause: error })
        : error;
    }
  }
  const warnings: ReadWarning[] = [];
  let dataset: Dataset = { version: null, manifest: {}, files: {}, exclusiveEnd: false, warnings };
  if (upload.contentType === 'zip') dataset = await readOneRoster(body(), upload, onBatch);
  else {
    const batches = new Batches('enrollment', onBatch);
    if (upload.contentType === 'ndjson') await readNdjson(body(), batches);
    else await readTable(body(), enrollmentTable, 'The file', batches, (warning) => warnings.push(warning));
  }
  return { dataset, bytes };
}

/** Whether a stream's error says that its sender went away. */
function isCutOff(error: unknown): boolean {
  const { code, message, name } = error as NodeJS.ErrnoException;
  return (
    code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || name === 'AbortError' || message === 'aborted'
  );
}
