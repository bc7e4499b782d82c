import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Sight } from '@chiron/review/mount';
import { DecisionRounds } from '../domain/decision-rounds.js';
import type { Recommendation } from '../domain/round.js';

/** What a committee recommends, for those who may operate figures of its round. */
@Injectable()
export class GetRecommendations {
  constructor(
    private readonly sight: Sight,
    private readonly rounds: DecisionRounds,
  ) {}

  async run(query: {
    readonly callId: string;
    readonly committeeId: string;
    readonly by: string;
  }): Promise<Recommendation[]> {
    const { callId, committeeId, by } = query;
    const view = await this.sight.in(committeeId, by);
    if (view.committee.roundId !== callId)
      throw coreProblems.refuse('not-found', { kind: 'committee', id: committeeId });
    await this.sight.operates(view);
    return this.rounds.recommended(committeeId);
  }
}
