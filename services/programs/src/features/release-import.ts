import { Injectable } from '@nestjs/common';
import { release, type Import } from '../domain/import.js';
import { Imports } from '../domain/imports.js';

/** A person lets a waiting import go on, naming the plan they read. */
@Injectable()
export class ReleaseImport {
  constructor(private readonly imports: Imports) {}

  run(id: string, plan: string): Promise<Import> {
    return this.imports.change(id, (one) => release(one, plan));
  }
}
