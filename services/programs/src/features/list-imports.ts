import { Injectable } from '@nestjs/common';
import type { Import } from '../domain/import.js';
import { Imports, type ImportFilter } from '../domain/imports.js';

/** Imports, newest first. */
@Injectable()
export class ListImports {
  constructor(private readonly imports: Imports) {}

  run(filter: ImportFilter): Promise<readonly (Import & { readonly position: string })[]> {
    return this.imports.list(filter);
  }
}
