import type { FileKind } from '../domain/file-reading.js';
import { isDocx } from './docx.js';
import { isJpeg, isPng } from './images.js';
import { isPdf } from './pdf-guard.js';
import { unzip } from './zip.js';

/** What a file is by its content alone; undefined for everything that is not taken. */
export async function detectKind(bytes: Uint8Array): Promise<FileKind | undefined> {
  if (isPng(bytes)) return 'png';
  if (isJpeg(bytes)) return 'jpeg';
  // A zip is asked first: what stands in one of its files must not make it a PDF.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    return (await unzip(bytes).then(isDocx, () => false)) ? 'docx' : undefined;
  }
  return isPdf(bytes) ? 'pdf' : undefined;
}
