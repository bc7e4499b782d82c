import { Injectable } from '@nestjs/common';
import { refuseForeign, retryable } from '../domain/import.js';
import { Imports, type MayPostTo } from '../domain/imports.js';

/** Tries the rejected and pending rows again, from the stored input, as an import of its own. */
@Injectable()
export class RetryImport {
  constructor(private readonly imports: Imports) {}

  async run(id: string, clientId: string, mayPostTo: MayPostTo): Promise<string> {
    const one = await this.imports.get(id);
    refuseForeign(one, mayPostTo);
    retryable(one);
    return this.imports.again(one, clientId);
  }
}
