import type { ChironEvent } from '@chiron/contracts/core';
import { ProgramListed, type ProgramFacts } from '@chiron/contracts/programs';
import { Reaction } from '@chiron/messaging';
import { Entries, toldBy } from '../domain/entries.js';

/** Entries of a record bear their program's title. */
@Reaction({ on: [ProgramListed] })
export class OnProgramsListed {
  constructor(private readonly entries: Entries) {}

  async run(events: readonly ChironEvent<ProgramFacts>[]): Promise<void> {
    await this.entries.keepPrograms(events.map(toldBy));
  }
}
