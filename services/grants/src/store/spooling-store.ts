import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { coreProblems } from '@chiron/contracts/core';
import { FileMissing, FileStore, type Received, type StoredContent } from '../domain/file-store.js';

/** A spooled upload that nobody ended for so long was cut by a crash. */
const abandonedAfterMs = 6 * 3_600_000;

/** What is common to all stores: content is spooled to a file on this machine, since its hash is known only at its end. */
export abstract class SpoolingStore extends FileStore {
  private ready: Promise<void> | undefined;

  /** @param spool a folder of our own; made where it is missing */
  constructor(protected readonly spool: string) {
    super();
  }

  protected abstract put(path: string, content: { readonly sha256: string; readonly size: number }): Promise<void>;
  protected abstract get(sha256: string): Promise<Uint8Array | undefined>;
  abstract override remove(sha256: string): Promise<void>;
  abstract override list(): AsyncIterable<StoredContent>;

  override async receive(content: AsyncIterable<Uint8Array>, limit: number): Promise<Received> {
    await (this.ready ??= this.prepare());
    const path = join(this.spool, randomUUID());
    const hash = createHash('sha256');
    let size = 0;
    const handle = await open(path, 'wx', 0o600);
    const drop = () => unlink(path).catch(ignoreMissing);
    try {
      for await (const chunk of content) {
        size += chunk.length;
        if (size > limit) throw coreProblems.refuse('payload-too-large', { limit });
        hash.update(chunk);
        for (let done = 0; done < chunk.length;) done += (await handle.write(chunk, done)).bytesWritten;
      }
      await handle.sync();
    } catch (error) {
      await handle.close();
      await drop();
      throw error;
    }
    await handle.close();
    const sha256 = hash.digest('hex');
    return {
      sha256,
      size,
      bytes: () => readFile(path),
      keep: () => this.put(path, { sha256, size }),
      drop,
    };
  }

  override async read(sha256: string): Promise<Uint8Array> {
    const content = await this.get(sha256);
    if (!content) throw new FileMissing(sha256, 'is not in the store');
    if (createHash('sha256').update(content).digest('hex') !== sha256) throw new FileMissing(sha256, 'was damaged');
    return content;
  }

  private async prepare(): Promise<void> {
    await mkdir(this.spool, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.spool)) {
      const path = join(this.spool, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
      if (Date.now() - mtimeMs > abandonedAfterMs) await unlink(path).catch(ignoreMissing);
    }
  }
}

export const streamOf = (path: string) => createReadStream(path);

export function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
