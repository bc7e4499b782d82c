import { Injectable } from '@nestjs/common';
import { cancel, refuseForeign, type Import } from '../domain/import.js';
import { Imports, type MayPostTo } from '../domain/imports.js';

/** Gives an import up before it changes anything. */
@Injectable()
export class CancelImport {
  constructor(private readonly imports: Imports) {}

  run(id: string, mayPostTo: MayPostTo): Promise<Import> {
    return this.imports.change(id, (one) => {
      refuseForeign(one, mayPostTo);
      return { state: cancel(one) };
    });
  }
}
