import { Injectable } from '@nestjs/common';
import { change, type Call, type CallSettings } from '../domain/call.js';
import { Calls, type KeptCall } from '../domain/calls.js';
import { requireOfficerOf } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';

export interface ChangeCallCommand {
  readonly id: string;
  readonly by: string;
  readonly wish: (call: Call) => Partial<CallSettings>;
  readonly match: (revision: number) => void;
}

/** Changes what may still be changed. Refuses `call-not-draft`, `call-over`, `validation-failed`, `precondition-failed`. */
@Injectable()
export class ChangeCall {
  constructor(
    private readonly calls: Calls,
    private readonly officers: Officers,
  ) {}

  async run({ id, by, wish, match }: ChangeCallCommand): Promise<KeptCall> {
    await requireOfficerOf(this.calls, this.officers, id, by);
    return this.calls.change(id, (call) => change(call, wish(call)), match);
  }
}
