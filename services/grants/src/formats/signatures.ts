import type { FileKind } from '../domain/file-reading.js';
import { isJpeg, isPng } from './images.js';
import { isPdf } from './pdf-guard.js';

/** Whether the bytes begin as an archive does; what is in it decides what it is. */
export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/** What a file is by how it begins; undefined for an archive, and for everything that is not taken. */
export function kindByBeginning(bytes: Uint8Array): FileKind | undefined {
  if (isPng(bytes)) return 'png';
  if (isJpeg(bytes)) return 'jpeg';
  // What stands in a file of an archive must not make it a PDF.
  return !isZip(bytes) && isPdf(bytes) ? 'pdf' : undefined;
}
