import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { publish } from '../domain/call.js';
import { Calls, type KeptCall } from '../domain/calls.js';
import { requireOfficerOf } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';

/** Puts a call before the public. Refuses `call-not-draft`, and `call-incomplete` with all that is missing. */
@Injectable()
export class PublishCall {
  constructor(
    private readonly calls: Calls,
    private readonly officers: Officers,
    private readonly clock: Clock,
  ) {}

  async run({ id, by }: { readonly id: string; readonly by: string }): Promise<KeptCall> {
    await requireOfficerOf(this.calls, this.officers, id, by);
    return this.calls.change(id, (call, forms) => publish(call, forms, this.clock.now()));
  }
}
