import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import { strToU8, unzipSync, zipSync } from 'fflate';
import type { ReadFile } from '../src/domain/file-reading.js';

// Documents and pictures as small as they can be, made for tests.

export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');
export const has = (bytes: Uint8Array, text: string): boolean => Buffer.from(bytes).includes(text);
export const texts = (pieces: ReadFile['pieces'], kind: string) =>
  pieces.filter((p) => p.kind === kind).map((p) => p.text);

export async function pdfOf(...pages: string[]): Promise<PDFDocument> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const text of pages) {
    const page = document.addPage();
    text.split('\n').forEach((line, i) => page.drawText(line, { x: 50, y: 700 - 20 * i, font }));
  }
  return document;
}

export const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
export function docxOf(body: string, more: Record<string, string | Uint8Array> = {}): Uint8Array {
  const parts: Record<string, string | Uint8Array> = {
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    'word/document.xml': `<w:document xmlns:w="${word}"><w:body>${body}</w:body></w:document>`,
    ...more,
  };
  return zipSync(
    Object.fromEntries(Object.entries(parts).map(([k, v]) => [k, typeof v === 'string' ? strToU8(v) : v])),
  );
}
export const partOf = (docx: Uint8Array, name: string) => Buffer.from(unzipSync(docx)[name] ?? []).toString('utf8');

export const chunk = (type: string, data: string | Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type), Buffer.from(data as string, 'latin1'), Buffer.alloc(4)]);
};
export const pngOf = (...chunks: Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.alloc(13)),
    ...chunks,
    chunk('IEND', ''),
  ]);
export const segment = (marker: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.of(0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255), data]);
export const exif = (orientation: number, artist: string): Buffer => {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*\0\0\0\x08\0\x01', 'latin1');
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return Buffer.concat([Buffer.from('Exif\0\0'), tiff, Buffer.from(artist)]);
};
export const jpegOf = (...segments: Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.of(0xff, 0xd8),
    ...segments,
    segment(0xda, Buffer.alloc(6)),
    Buffer.of(1, 2, 0xff, 0, 3, 0xff, 0xd9),
  ]);
