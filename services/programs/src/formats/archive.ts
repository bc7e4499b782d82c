import { randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { Refusal } from '@chiron/contracts/core';
import { programsProblems } from '@chiron/contracts/programs';
import yauzl, { type Entry, type ZipFile } from 'yauzl';

const mebibyte = 1024 * 1024;
/** What an archive may be. `ratio` counts only for files beyond `ratioFrom` bytes: a short file of zeros harms nobody. */
export const archiveLimits = { entries: 100, bytes: 4096 * mebibyte, ratio: 200, ratioFrom: 10 * mebibyte };

export const unreadable = (reason: string): Refusal => programsProblems.refuse('archive-unreadable', { reason });
export const unsafe = (reason: string): Refusal => programsProblems.refuse('archive-unsafe', { reason });

/**
 * A zip that was found safe to unpack: few entries, no path leaving it, no symbolic link, nothing encrypted, no two
 * entries of one name or sharing bytes, and sizes within `archiveLimits`, as they are stated and again as they turn out.
 */
export class Archive {
  private constructor(
    private readonly handle: FileHandle,
    private readonly zip: ZipFile,
    /** By path as it stands in the archive; folders are left out. */
    readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** Spools the body, since a zip's directory is at its end. The file has no name any more once it is open. */
  static async receive(body: AsyncIterable<Uint8Array>, folder: string): Promise<Archive> {
    const path = join(folder, `upload-${randomUUID()}.zip`);
    const handle = await open(path, 'wx+', 0o600);
    try {
      await unlink(path);
      for await (const chunk of body) await writeAll(handle, chunk);
      const zip = await yauzl
        .fromFdPromise(handle.fd, { lazyEntries: true, autoClose: false, strictFileNames: true })
        .catch(refused);
      return new Archive(handle, zip, await list(zip));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** The bytes of one entry; refused in the midst when they are not what the archive states. */
  async *read(entry: Entry): AsyncGenerator<Buffer> {
    const name = entry.fileName;
    if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
      throw unreadable(`${name} is packed in a way that is not read; use plain zip (deflate).`);
    }
    const stored = await this.zip.openReadStreamPromise(entry, { decodeFileData: false }).catch(refused);
    let stream: Readable = stored;
    if (entry.compressionMethod === 8) {
      const inflate = createInflateRaw({ chunkSize: 128 * 1024 });
      // Errors arrive at the reader of the last stream; destroying that one destroys the first.
      stream = pipeline(stored, inflate, () => undefined);
    }
    let bytes = 0;
    let sum = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > entry.uncompressedSize) throw unsafe(`${name} holds more than the archive states.`);
        if (tooDense(bytes, entry.compressedSize)) throw unsafe(bomb(name));
        sum = crc32(chunk, sum);
        yield chunk;
      }
    } catch (error) {
      if (isZlib(error)) throw unreadable(`${name} is damaged: its packed data cannot be read.`);
      throw error;
    } finally {
      stored.destroy();
    }
    if (bytes !== entry.uncompressedSize) throw unreadable(`${name} is shorter than the archive states.`);
    if (sum >>> 0 !== entry.crc32 >>> 0) throw unreadable(`${name} is damaged: its checksum does not match.`);
  }
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length;) done += (await handle.write(chunk, done)).bytesWritten;
}

async function list(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > archiveLimits.entries) {
    throw unsafe(`It has ${zip.entryCount} entries; ${archiveLimits.entries} are the most.`);
  }
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry);
  } catch (error) {
    refused(error);
  }
  const names = new Set<string>();
  let total = 0;
  for (const entry of entries) {
    const name = entry.fileName;
    const lower = name.toLowerCase();
    if (names.has(lower)) throw unsafe(`It holds ${name} twice.`);
    names.add(lower);
    if (name.includes('\0')) throw unsafe('It holds a name with a NUL.');
    if (entry.isEncrypted()) throw unsafe(`${name} is encrypted.`);
    // The upper half holds Unix's mode where Unix made the entry.
    if (((entry.externalFileAttributes >>> 16) & 0xf000) === 0xa000) throw unsafe(`${name} is a symbolic link.`);
    if (tooDense(entry.uncompressedSize, entry.compressedSize)) throw unsafe(bomb(name));
    total += entry.uncompressedSize;
  }
  if (total > archiveLimits.bytes) throw unsafe('Unpacked it is larger than 4 GiB.');
  const byPlace = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  byPlace.forEach((entry, i) => {
    const next = byPlace[i + 1];
    const end = entry.relativeOffsetOfLocalHeader + 30 + entry.fileNameRaw.length + entry.compressedSize;
    if (next && next.relativeOffsetOfLocalHeader < end) throw unsafe(`${entry.fileName} and ${next.fileName} overlap.`);
  });
  return new Map(entries.filter((entry) => !entry.fileName.endsWith('/')).map((entry) => [entry.fileName, entry]));
}

const tooDense = (bytes: number, packed: number): boolean =>
  bytes > archiveLimits.ratioFrom && bytes > packed * archiveLimits.ratio;

const bomb = (name: string): string =>
  `${name} unpacks to more than ${archiveLimits.ratio} times its size, as only a zip bomb does.`;

const isZlib = (error: unknown): boolean => String((error as NodeJS.ErrnoException)?.code).startsWith('Z_');

/** yauzl tells its findings by message alone; an error of the system (of the disk, say) is none of the sender's. */
function refused(error: unknown): never {
  if (error instanceof Refusal || typeof (error as NodeJS.ErrnoException).code === 'string') throw error;
  const message = (error as Error).message;
  if (/relative path|absolute path|invalid characters in fileName/i.test(message)) {
    throw unsafe(`A path leads out of it (${message}).`);
  }
  if (/encrypt/i.test(message)) throw unsafe('It is encrypted.');
  throw unreadable(
    /End of central directory/.test(message)
      ? 'It is no zip archive, or it was cut off.'
      : `It is damaged or was cut off (${message}).`,
  );
}
