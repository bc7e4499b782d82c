import { Injectable } from '@nestjs/common';
import type { Import } from '../domain/import.js';
import { Imports } from '../domain/imports.js';

@Injectable()
export class GetImport {
  constructor(private readonly imports: Imports) {}

  run(id: string): Promise<Import> {
    return this.imports.get(id);
  }
}
