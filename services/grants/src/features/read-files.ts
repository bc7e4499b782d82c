import { Injectable } from '@nestjs/common';
import { grantsProblems } from '@chiron/contracts/grants';
import { Log } from '@chiron/http';
import { pause } from '@chiron/postgres';
import { largestFile } from '../domain/attached-file.js';
import { FileReader } from '../domain/file-reader.js';
import { FileMissing, FileStore } from '../domain/file-store.js';
import { Readings, type Claimed } from '../domain/files.js';

/** So often a file may end the whole process before it is called unreadable. */
const mostTries = 3;
const pauseMs = 100;
const patienceMs = 30_000;

/** Reads files that wait, and keeps what they say and their copies for reviewers. */
@Injectable()
export class ReadFiles {
  constructor(
    private readonly readings: Readings,
    private readonly store: FileStore,
    private readonly reader: FileReader,
    private readonly log: Log,
  ) {}

  /** Reads all that wait. */
  async run(): Promise<void> {
    for (let next = await this.readings.claim(); next; next = await this.readings.claim()) await this.read(next);
  }

  /**
   * Answers once all files of this application were read, here or by somebody else who has begun already.
   * @throws Refusal `files-being-read` where that takes too long
   */
  async all(applicationId: string): Promise<void> {
    for (let waited = 0; await this.readings.waiting(applicationId); waited += pauseMs) {
      const next = await this.readings.claim(applicationId);
      if (next) await this.read(next);
      else if (waited > patienceMs) throw grantsProblems.refuse('files-being-read');
      else await pause(pauseMs);
    }
  }

  /** A store that is away says nothing of the file. */
  private async read(file: Claimed): Promise<void> {
    try {
      await this.keep(file);
    } catch (error) {
      if (!(error instanceof FileMissing)) await this.readings.putOff(file.id);
      throw error;
    }
  }

  private async keep(file: Claimed): Promise<void> {
    const result =
      file.tries >= mostTries
        ? unread
        : await this.reader.read(file.kind, await this.content(file)).catch(() => unread);
    const { copy: bytes, ...read } = result;
    const copy = bytes && (await this.store.receive(one(bytes), 2 * largestFile));
    try {
      const content = copy && { sha256: copy.sha256, size: copy.size };
      await this.readings.keep(file.id, read, content, () => copy?.keep() ?? Promise.resolve());
    } finally {
      await copy?.drop();
    }
  }

  private async content({ id, sha256 }: Claimed): Promise<Uint8Array> {
    return this.store.read(sha256).catch((error: unknown) => {
      if (error instanceof FileMissing) this.log.error({ err: error, file: id }, 'a file is missing from the store');
      throw error;
    });
  }
}

const unread = { pieces: [], removed: [], unreadable: [{ reason: 'damaged' as const }], copy: null };

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
