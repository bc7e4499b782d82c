import { Injectable } from '@nestjs/common';
import { Appeals, type KeptAppeal } from '../domain/appeals.js';
import { asOperator, DecisionRounds } from '../domain/decision-rounds.js';

export interface ListAppealsQuery {
  readonly callId: string;
  readonly by: string;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** The appeals of a round, for officers and the approver without a conflict in it. */
@Injectable()
export class ListAppeals {
  constructor(
    private readonly rounds: DecisionRounds,
    private readonly appeals: Appeals,
  ) {}

  async run({ callId, by, limit, after }: ListAppealsQuery): Promise<KeptAppeal[]> {
    asOperator(await this.rounds.enter(callId, by));
    return this.appeals.list({ callId, limit, after });
  }
}
