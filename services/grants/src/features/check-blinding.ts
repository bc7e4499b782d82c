import { Injectable } from '@nestjs/common';
import { FileReader } from '../domain/file-reader.js';
import { Blinding, Searchables } from '../domain/blinding.js';
import { foundIn, reconcile, unsearchable } from '../domain/finding.js';
import { ReadFiles } from './read-files.js';

const pauseMs = 5 * 60_000;

/** Looks through all that reviewers of a blinded call would read for whatever names the team. */
@Injectable()
export class CheckBlinding {
  private readonly failed = new Map<string, number>();

  constructor(
    private readonly blinding: Blinding,
    private readonly searchables: Searchables,
    private readonly reader: FileReader,
    private readonly reading: ReadFiles,
  ) {}

  /** @throws Refusal `files-being-read` */
  async run(applicationId: string): Promise<void> {
    await this.reading.all(applicationId);
    // What changes while it is searched makes this check one of another basis, and it does not count.
    const basis = await this.blinding.basis(applicationId);
    const searchable = await this.searchables.of(applicationId);
    if (!searchable) return;
    const { team, texts, unreadable } = searchable;
    const matches = await this.reader.search(team, texts);
    const found = texts.flatMap(({ text, place }, i) => {
      const inText = matches[i];
      return inText ? foundIn(text, place, inText) : [unsearchable(place, 'too-slow')];
    });
    await this.blinding.check(applicationId, basis, (known) => reconcile(known, [...found, ...unreadable]));
  }

  /**
   * Checks the next application that waits for it; false where none does. One that cannot be checked keeps no other
   * waiting: it is left for some minutes.
   */
  async next(now: number): Promise<boolean> {
    for (const [id, failedAt] of this.failed) if (now - failedAt > pauseMs) this.failed.delete(id);
    const due = await this.blinding.due([...this.failed.keys()]);
    if (due === undefined) return false;
    try {
      await this.run(due);
    } catch (error) {
      this.failed.set(due, now);
      throw error;
    }
    return true;
  }
}
