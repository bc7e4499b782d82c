import { Injectable } from '@nestjs/common';
import { pause } from '@chiron/postgres';
import type { Import } from '../domain/import.js';
import { Imports } from '../domain/imports.js';

const lookEveryMs = 250;
/** A stream that is silent for minutes is taken for dead on its way. */
const beatEveryMs = 15_000;
const over = new Set(['planned', 'applied', 'refused', 'superseded', 'cancelled', 'undone']);

/** The import each time it has moved, until it is over; each is a full snapshot, so nothing is missed by missing one. Null is a beat. */
@Injectable()
export class WatchImport {
  constructor(private readonly imports: Imports) {}

  async *run(id: string, stop: AbortSignal): AsyncGenerator<Import | null> {
    let told = '';
    let spoke = Date.now();
    while (!stop.aborted) {
      const one = await this.imports.get(id);
      const snapshot = JSON.stringify(one);
      if (snapshot !== told || Date.now() - spoke > beatEveryMs) {
        yield snapshot === told ? null : one;
        spoke = Date.now();
      }
      told = snapshot;
      if (over.has(one.state)) return;
      await pause(lookEveryMs, stop);
    }
  }
}
