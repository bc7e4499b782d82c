import { Injectable } from '@nestjs/common';
import { refuseForeign, type Import } from '../domain/import.js';
import { Imports, type MayPostTo } from '../domain/imports.js';

@Injectable()
export class GetImport {
  constructor(private readonly imports: Imports) {}

  async run(id: string, mayPostTo: MayPostTo): Promise<Import> {
    const one = await this.imports.get(id);
    refuseForeign(one, mayPostTo);
    return one;
  }
}
