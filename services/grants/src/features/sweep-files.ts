import { Injectable } from '@nestjs/common';
import { FileStore } from '../domain/file-store.js';
import { Leftovers } from '../domain/files.js';

/** Content that nobody needs is left for a day: it may be on its way in. */
const leaveMs = 24 * 3_600_000;

/** Gives back the space of contents that no file needs any more. */
@Injectable()
export class SweepFiles {
  constructor(
    private readonly leftovers: Leftovers,
    private readonly store: FileStore,
  ) {}

  /** @param now milliseconds since 1970 */
  async run(now: number): Promise<void> {
    await this.leftovers.forget();
    for await (const { sha256, keptAt } of this.store.list()) {
      if (now - keptAt.getTime() < leaveMs) continue;
      await this.leftovers.unless(sha256, () => this.store.remove(sha256));
    }
  }
}
