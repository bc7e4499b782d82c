import { Injectable } from '@nestjs/common';
import { Calls, type KeptCall } from '../domain/calls.js';
import { knownCall } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';

/** One call; `officer` says whether all of it may be shown. Refuses `not-found`. */
@Injectable()
export class GetCall {
  constructor(
    private readonly calls: Calls,
    private readonly officers: Officers,
  ) {}

  run({ id, by }: { readonly id: string; readonly by: string }): Promise<KeptCall & { readonly officer: boolean }> {
    return knownCall(this.calls, this.officers, id, by);
  }
}
