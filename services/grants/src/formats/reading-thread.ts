import { parentPort } from 'node:worker_threads';
import { findIdentity, searchFor } from '../domain/find-identity.js';
import type { SearchedText } from '../domain/file-reader.js';
import type { FileKind } from '../domain/file-reading.js';
import type { TeamMemberFacts } from '../domain/team-facts.js';
import { readFile } from './read-file.js';

/** What a thread is asked; it does one job and ends. */
export type Job =
  | { readonly does: 'unpack'; readonly bytes: Uint8Array }
  | { readonly does: 'read'; readonly kind: FileKind; readonly bytes: Uint8Array }
  | { readonly does: 'search'; readonly team: readonly TeamMemberFacts[]; readonly texts: readonly SearchedText[] };

/** Memory outside of the JavaScript heap, where unpacked data lies, is limited here: the heap's limit does not count it. */
const mostOutside = 512 * 1024 * 1024;

parentPort?.once('message', (job: Job) => {
  const watch = setInterval(() => {
    if (process.memoryUsage().arrayBuffers > mostOutside) parentPort?.postMessage({ over: 'memory' });
  }, 20);
  void run(job)
    .then(
      (result) => parentPort?.postMessage({ result }),
      (error: unknown) => parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) }),
    )
    .finally(() => clearInterval(watch));
});

async function run(job: Job): Promise<unknown> {
  if (job.does === 'unpack') return (await isWord(job.bytes)) ? 'docx' : undefined;
  if (job.does === 'read') return readFile(job.kind, job.bytes);
  const search = searchFor(job.team);
  return job.texts.map(({ text, written }) => findIdentity(search, text, written));
}

/** Whether an archive is a Word document; it is unpacked to say so. */
async function isWord(bytes: Uint8Array): Promise<boolean> {
  const [{ unzip }, { isDocx }] = await Promise.all([import('./zip.js'), import('./docx.js')]);
  return unzip(bytes).then(isDocx, () => false);
}
