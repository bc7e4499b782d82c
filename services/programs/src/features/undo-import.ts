import { Injectable } from '@nestjs/common';
import { undo, refuseForeign, type Import } from '../domain/import.js';
import { Imports, type MayPostTo } from '../domain/imports.js';

/** Asks for an applied import to be taken back; the runner does it, and lists what it could not. */
@Injectable()
export class UndoImport {
  constructor(private readonly imports: Imports) {}

  run(id: string, mayPostTo: MayPostTo): Promise<Import> {
    return this.imports.change(id, (one) => {
      refuseForeign(one, mayPostTo);
      return { state: undo(one) };
    });
  }
}
