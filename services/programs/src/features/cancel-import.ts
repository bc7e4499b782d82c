import { Injectable } from '@nestjs/common';
import { cancel, type Import } from '../domain/import.js';
import { Imports } from '../domain/imports.js';

/** Gives an import up before it changes anything. */
@Injectable()
export class CancelImport {
  constructor(private readonly imports: Imports) {}

  run(id: string): Promise<Import> {
    return this.imports.change(id, (one) => ({ state: cancel(one) }));
  }
}
