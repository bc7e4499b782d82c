import type { FileKind, ReadFile } from '../domain/file-reading.js';
import { cleanJpeg, cleanPng } from './images.js';
import { UnreadableFile } from './unreadable-file.js';

/**
 * Reads a file of a known kind. A file that cannot be read is an answer like any other: it has no copy. So is one at
 * which a library stumbles, since what it was given decides that; each thread reads one file alone.
 */
export async function readFile(kind: FileKind, bytes: Uint8Array): Promise<ReadFile> {
  try {
    // The readers of documents are loaded for documents alone: they are large, and a thread lives for one file.
    if (kind === 'pdf') return await (await import('./pdf.js')).readPdf(bytes);
    if (kind === 'docx') return await (await import('./docx.js')).readDocx(bytes);
    return { pieces: [], unreadable: [], ...(kind === 'png' ? cleanPng(bytes) : cleanJpeg(bytes)) };
  } catch (error) {
    const reason = error instanceof UnreadableFile ? error.reason : 'damaged';
    return { pieces: [], removed: [], unreadable: [{ reason }], copy: null };
  }
}
