import { Injectable } from '@nestjs/common';
import type { Call, CallSettings } from '../domain/call.js';
import { change } from '../domain/call-change.js';
import { Calls, type KeptCall } from '../domain/calls.js';
import { requireOfficerOf } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';
import { PeopleFacts, requireKnown } from '../domain/people-facts.js';

export interface ChangeCallCommand {
  readonly id: string;
  readonly by: string;
  readonly wish: (call: Call) => Partial<CallSettings>;
  /** who is to decide, where that is said */
  readonly approverId?: string | null | undefined;
  readonly match: (revision: number) => void;
}

/** Changes what may still be changed. Refuses `call-not-draft`, `call-over`, `validation-failed`, `person-not-registered`. */
@Injectable()
export class ChangeCall {
  constructor(
    private readonly calls: Calls,
    private readonly officers: Officers,
    private readonly people: PeopleFacts,
  ) {}

  async run({ id, by, wish, approverId, match }: ChangeCallCommand): Promise<KeptCall> {
    await requireOfficerOf(this.calls, this.officers, id, by);
    if (approverId) await requireKnown(this.people, approverId, '/approverId');
    return this.calls.change(id, (call) => change(call, wish(call)), match);
  }
}
