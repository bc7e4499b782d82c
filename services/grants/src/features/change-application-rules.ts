import { Injectable } from '@nestjs/common';
import { changeRules, type ApplicationRules } from '../domain/application-rules.js';
import { RuleBook } from '../domain/call-terms.js';
import { Calls } from '../domain/calls.js';
import { requireOfficerOf } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';

export interface ChangeApplicationRulesCommand {
  readonly callId: string;
  readonly by: string;
  /** what is given, laid over what stands */
  readonly wish: (present: ApplicationRules) => ApplicationRules;
  readonly match: (revision: number) => void;
}

@Injectable()
export class ChangeApplicationRules {
  constructor(
    private readonly book: RuleBook,
    private readonly calls: Calls,
    private readonly officers: Officers,
  ) {}

  async run({ callId, by, wish, match }: ChangeApplicationRulesCommand) {
    await requireOfficerOf(this.calls, this.officers, callId, by);
    return this.book.change(callId, (call, present) => changeRules(call, present, wish(present)).next, match);
  }
}
