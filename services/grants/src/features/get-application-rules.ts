import { Injectable } from '@nestjs/common';
import { RuleBook } from '../domain/call-terms.js';
import { Calls } from '../domain/calls.js';
import { knownCall } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';

/** What a call asks of applications beside its forms; for whoever may know the call. */
@Injectable()
export class GetApplicationRules {
  constructor(
    private readonly book: RuleBook,
    private readonly calls: Calls,
    private readonly officers: Officers,
  ) {}

  async run(callId: string, by: string) {
    await knownCall(this.calls, this.officers, callId, by);
    return this.book.of(callId);
  }
}
