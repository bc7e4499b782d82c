import { Injectable } from '@nestjs/common';
import { undo, type Import } from '../domain/import.js';
import { Imports } from '../domain/imports.js';

/** Asks for an applied import to be taken back; the runner does it, and lists what it could not. */
@Injectable()
export class UndoImport {
  constructor(private readonly imports: Imports) {}

  run(id: string): Promise<Import> {
    return this.imports.change(id, (one) => ({ state: undo(one) }));
  }
}
