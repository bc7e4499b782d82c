import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { reviewProblems } from '@chiron/contracts/review';
import { Sight } from '@chiron/review/mount';
import { Audit } from '../domain/audit.js';
import { DecisionRounds } from '../domain/decision-rounds.js';
import { Calls } from '../domain/calls.js';
import { checkRecommendation, reopened, type Recommendation } from '../domain/round.js';

export interface RecommendCommand {
  readonly callId: string;
  readonly committeeId: string;
  readonly by: string;
  readonly items: readonly Recommendation[];
}

/**
 * What a committee recommends, as a whole, by its chair or an officer without a conflict in the round. What was decided
 * before falls back to being prepared. Refuses `recommendation-unusable`, `not-in-this-phase`, `round-announced`.
 */
@Injectable()
export class Recommend {
  constructor(
    private readonly sight: Sight,
    private readonly rounds: DecisionRounds,
    private readonly calls: Calls,
    private readonly audit: Audit,
  ) {}

  async run({ callId, committeeId, by, items }: RecommendCommand): Promise<Recommendation[]> {
    const view = await this.sight.in(committeeId, by);
    const { phase, roundId } = view.committee;
    const kept = roundId === callId ? await this.calls.find(callId) : undefined;
    if (!kept) throw coreProblems.refuse('not-found', { kind: 'committee', id: committeeId });
    await this.sight.operates(view);
    if (phase !== 'decision') throw reviewProblems.refuse('not-in-this-phase', { phase });
    await this.rounds.change(
      callId,
      by,
      ({ round, candidates }) => {
        const next = reopened(round);
        const mine = candidates.filter((one) => one.committeeId === committeeId);
        checkRecommendation(items, new Map(mine.map((one) => [one.applicationId, one.number])), kept.call.award);
        return { round: next };
      },
      {
        then: async ({ round }) => {
          await this.rounds.recommend(callId, committeeId, items, by);
          const facts = { committeeId, items, saw: { phase, round: round.state } };
          await this.audit.note({ callId, applicationId: null, by, act: 'recommended', facts });
        },
      },
    );
    return this.rounds.recommended(committeeId);
  }
}
