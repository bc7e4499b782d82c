import { Injectable } from '@nestjs/common';
import type { Import } from '../domain/import.js';
import { Imports } from '../domain/imports.js';

const lookEveryMs = 250;
const over = new Set(['planned', 'applied', 'refused', 'superseded', 'cancelled', 'undone']);

/** The import each time it has moved, until it is over; each is a full snapshot, so that none is missed by missing one. */
@Injectable()
export class WatchImport {
  constructor(private readonly imports: Imports) {}

  async *run(id: string, stop: AbortSignal): AsyncGenerator<Import> {
    let told = '';
    while (!stop.aborted) {
      const one = await this.imports.get(id);
      const snapshot = JSON.stringify(one);
      if (snapshot !== told) yield one;
      told = snapshot;
      if (over.has(one.state)) return;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }
}
