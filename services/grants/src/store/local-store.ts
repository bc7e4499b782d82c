import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readFile, readdir, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StoredContent } from '../domain/file-store.js';
import { SpoolingStore, ignoreMissing } from './spooling-store.js';

const named = /^[0-9a-f]{64}$/;

/**
 * Contents in a folder of this machine: `ab/abcd…`. A content appears under its name whole or not at all, and stays
 * through a loss of power: file and folder are synchronised before `keep` answers.
 */
export class LocalStore extends SpoolingStore {
  constructor(private readonly folder: string) {
    super(join(folder, 'spool'));
  }

  protected override async put(path: string, { sha256 }: { sha256: string }): Promise<void> {
    const target = this.pathOf(sha256);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    // It takes the place of what is there, which may have been damaged since. A second name for the spooled file; where the
    // disk knows none, a copy that is renamed once it is whole.
    const whole = `${path}.whole`;
    await link(path, whole).catch(async () => {
      await copyFile(path, whole, constants.COPYFILE_EXCL);
      await synchronise(whole);
    });
    await rename(whole, target);
    await unlink(whole).catch(ignoreMissing);
    await synchronise(dirname(target));
    await synchronise(this.folder);
  }

  protected override get(sha256: string): Promise<Uint8Array | undefined> {
    return readFile(this.pathOf(sha256)).catch(ignoreMissing);
  }

  override async remove(sha256: string): Promise<void> {
    await unlink(this.pathOf(sha256)).catch(ignoreMissing);
  }

  override async *list(): AsyncIterable<StoredContent> {
    const folders = (await readdir(this.folder).catch(ignoreMissing)) ?? [];
    for (const folder of folders.filter((name) => /^[0-9a-f]{2}$/.test(name))) {
      for (const sha256 of await readdir(join(this.folder, folder))) {
        if (!named.test(sha256)) continue;
        const found = await stat(this.pathOf(sha256)).catch(ignoreMissing);
        if (found) yield { sha256, size: found.size, keptAt: found.mtime };
      }
    }
  }

  /** Only a hash is a name: nothing that somebody sent can lead out of the folder. */
  private pathOf(sha256: string): string {
    if (!named.test(sha256)) throw new Error(`“${sha256}” is no SHA-256`);
    return join(this.folder, sha256.slice(0, 2), sha256);
  }
}

async function synchronise(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
