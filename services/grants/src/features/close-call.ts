import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { close } from '../domain/call.js';
import { Calls, type KeptCall } from '../domain/calls.js';
import { requireOfficerOf } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';

export interface CloseCallCommand {
  readonly id: string;
  readonly by: string;
  readonly reason: string | null;
}

/** Ends the round. Refuses `call-not-published`, `call-over`, and `call-window-open` without a reason. */
@Injectable()
export class CloseCall {
  constructor(
    private readonly calls: Calls,
    private readonly officers: Officers,
    private readonly clock: Clock,
  ) {}

  async run({ id, by, reason }: CloseCallCommand): Promise<KeptCall> {
    await requireOfficerOf(this.calls, this.officers, id, by);
    return this.calls.change(id, (call) => close(call, reason, this.clock.now()));
  }
}
