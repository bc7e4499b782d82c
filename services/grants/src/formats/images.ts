import type { Piece } from '../domain/file-reading.js';
import { UnreadableFile } from './unreadable-file.js';

export interface CleanImage {
  readonly copy: Uint8Array;
  readonly removed: readonly Piece[];
}

const damaged = (message: string) => new UnreadableFile('damaged', message);
const latin = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('latin1').replace(/[^\x20-\x7E\xA0-\xFF]+/g, ' ').trim().slice(0, 10_000); // prettier-ignore

const pngSignature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Chunks that change how the picture looks (PNG, third edition, 11.3); whatever else is there, is not the picture. */
const shown = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs acTL fcTL fdAT'.split(' '),
);

export const isPng = (bytes: Uint8Array): boolean => pngSignature.every((byte, i) => bytes[i] === byte);
export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

/** A PNG without texts, times, EXIF and profiles, ending where the picture ends. */
export function cleanPng(bytes: Uint8Array): CleanImage {
  if (!isPng(bytes)) throw damaged('it is no PNG');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [pngSignature];
  const removed: Piece[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length) throw damaged('it is cut off');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (shown.has(type)) kept.push(bytes.subarray(at, end));
    else removed.push({ kind: 'metadata', part: type, text: latin(bytes.subarray(at + 8, end - 4)) });
    if (type === 'IEND') return { copy: Buffer.concat(kept), removed };
    at = end;
  }
  throw damaged('it does not end');
}

/**
 * A JPEG without EXIF, XMP, IPTC, comments and what follows the picture. How it is to be turned is kept, in an EXIF block
 * of that one tag; so are the colour markers of JFIF and Adobe.
 */
export function cleanJpeg(bytes: Uint8Array): CleanImage {
  if (!isJpeg(bytes)) throw damaged('it is no JPEG');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  const removed: Piece[] = [];
  let turned = 1;
  let at = 2;
  for (;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined) throw damaged('a marker is missing');
    if (marker === 0xd9) break;
    if (at + 4 > bytes.length) throw damaged('it is cut off');
    const end = at + 2 + view.getUint16(at + 2);
    if (end > bytes.length) throw damaged('it is cut off');
    const segment = bytes.subarray(at, end);
    const application = marker >= 0xe0 && marker <= 0xef;
    const name = latin(segment.subarray(4, 16));
    if (application || marker === 0xfe) {
      const needed = (marker === 0xe0 && name.startsWith('JFIF')) || (marker === 0xee && name.startsWith('Adobe'));
      // Both are cut to the part that says how to show the picture: the rest may be a thumbnail.
      if (needed) kept.push(marker === 0xe0 ? jfif(segment) : segment);
      else
        removed.push({
          kind: 'metadata',
          part: marker === 0xfe ? 'comment' : `APP${marker - 0xe0}`,
          text: latin(segment.subarray(4)),
        });
      if (marker === 0xe1 && name.startsWith('Exif')) turned = orientationOf(segment.subarray(10)) ?? turned;
    } else kept.push(segment);
    at = end;
    if (marker !== 0xda) continue;
    const next = endOfScan(bytes, end);
    kept.push(bytes.subarray(end, next));
    // Many cameras and scanners leave the last marker out; readers end the picture there.
    if (next === undefined) break;
    at = next;
  }
  if (turned !== 1) kept.splice(kept[1]![1] === 0xe0 ? 2 : 1, 0, orientation(turned));
  return { copy: Buffer.concat([...kept, Uint8Array.of(0xff, 0xd9)]), removed };
}

/** Entropy-coded data run to the next marker that is neither stuffing nor a restart; undefined where none follows. */
function endOfScan(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 2)) {
    const next = bytes[at + 1];
    if (next === undefined) return undefined;
    if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return undefined;
}

function jfif(segment: Uint8Array): Uint8Array {
  const short = Buffer.from(segment.subarray(0, 18));
  if (short.length < 18) return segment;
  short.writeUInt16BE(16, 2);
  short[16] = 0;
  short[17] = 0;
  return short;
}

/** The orientation tag (0x0112) of EXIF's first directory. */
function orientationOf(tiff: Uint8Array): number | undefined {
  if (tiff.length < 14) return undefined;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return undefined;
  const count = view.getUint16(directory, little);
  for (let i = 0, at = directory + 2; i < count && at + 12 <= tiff.length; i++, at += 12) {
    if (view.getUint16(at, little) !== 0x0112) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

const orientation = (value: number): Uint8Array =>
  Buffer.from(`ffe10022${Buffer.from('Exif\0\0').toString('hex')}4d4d002a0000000800010112000300000001000${value}000000000000`, 'hex'); // prettier-ignore
