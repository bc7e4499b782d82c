import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import type { FundingRule } from '../../ranking/budget.js';
import { FundingRules, type StoredRule } from '../domain/funding.js';
import { Sight } from '../domain/sight.js';
import { mustBeBeforeAnnouncement } from '../domain/view.js';

export interface SetFundingCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly rule: FundingRule;
  readonly check: (present: StoredRule | null) => void;
}

@Injectable()
export class SetFunding {
  constructor(
    private readonly sight: Sight,
    private readonly rules: FundingRules,
    private readonly clock: Clock,
  ) {}

  /** Keeps the position of the slider. */
  async run({ committeeId, personId, rule, check }: SetFundingCommand): Promise<StoredRule> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    mustBeBeforeAnnouncement(view);
    return this.rules.set(committeeId, rule, view.personId, this.clock.now(), check);
  }
}
