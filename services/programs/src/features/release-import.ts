import { Injectable } from '@nestjs/common';
import { refuseForeign, release, type Import } from '../domain/import.js';
import { Imports, type MayPostTo } from '../domain/imports.js';

/** A person lets a waiting import go on, naming the plan they read. */
@Injectable()
export class ReleaseImport {
  constructor(private readonly imports: Imports) {}

  run(id: string, plan: string, mayPostTo: MayPostTo): Promise<Import> {
    return this.imports.change(id, (one) => {
      refuseForeign(one, mayPostTo);
      return release(one, plan);
    });
  }
}
