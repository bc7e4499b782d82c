import { crc32, inflateRawSync } from 'node:zlib';
import yauzl from 'yauzl';
import { UnreadableFile } from './unreadable-file.js';

const mebibyte = 1024 * 1024;
/** What a document's archive may be. `ratio` counts only beyond `ratioFrom` bytes: a short file of zeros harms nobody. */
export const zipLimits = { entries: 2_000, bytes: 200 * mebibyte, ratio: 200, ratioFrom: 5 * mebibyte };

const damaged = (message: string) => new UnreadableFile('damaged', message);
const bomb = (message: string) => new UnreadableFile('too-large', message);

export type ZipEntries = ReadonlyMap<string, Uint8Array>;

/** All files of an archive by path, unpacked within `zipLimits`: as it states its sizes, and again as they turn out. */
export async function unzip(bytes: Uint8Array, limits = zipLimits): Promise<ZipEntries> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const zip = await yauzl.fromBufferPromise(buffer, { lazyEntries: true, strictFileNames: true }).catch((error) => {
    throw damaged((error as Error).message);
  });
  if (zip.entryCount > limits.entries) throw bomb(`it has ${zip.entryCount} entries`);
  const files = new Map<string, Uint8Array>();
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName: name, compressedSize, uncompressedSize } = entry;
      if (name.endsWith('/')) continue;
      if (files.has(name)) throw damaged(`it holds ${name} twice`);
      if (entry.isEncrypted()) throw new UnreadableFile('encrypted', `${name} is encrypted`);
      if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) throw damaged(`${name} is packed unusually`);
      total += uncompressedSize;
      const dense = uncompressedSize > limits.ratioFrom && uncompressedSize > compressedSize * limits.ratio;
      if (total > limits.bytes || dense) throw bomb(`${name} unpacks to too much`);
      const stream = await zip.openReadStreamPromise(entry, { decodeFileData: false });
      const chunks: Buffer[] = [];
      for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
      const packed = Buffer.concat(chunks);
      // One byte more than stated is enough to see that more is there.
      const content =
        entry.compressionMethod === 0 ? packed : inflateRawSync(packed, { maxOutputLength: uncompressedSize + 1 });
      if (content.length !== uncompressedSize) throw damaged(`${name} is not of the size it states`);
      if (crc32(content) >>> 0 !== entry.crc32 >>> 0) throw damaged(`${name} does not match its checksum`);
      files.set(name, content);
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw bomb('it unpacks to more than it states');
    throw damaged((error as Error).message);
  }
  return files;
}
