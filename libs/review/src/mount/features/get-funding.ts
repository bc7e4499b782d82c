import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { FundingRules, type StoredRule } from '../domain/funding.js';
import { Sight } from '../domain/sight.js';

@Injectable()
export class GetFunding {
  constructor(
    private readonly sight: Sight,
    private readonly rules: FundingRules,
  ) {}

  /** The position of the slider that is kept; `not-found` until one was set. */
  async run(committeeId: string, personId: string): Promise<StoredRule> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    const stored = await this.rules.present(committeeId);
    if (!stored) throw coreProblems.refuse('not-found', { kind: 'funding rule', id: committeeId });
    return stored;
  }
}
