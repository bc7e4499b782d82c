import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { reviewProblems } from '@chiron/contracts/review';
import { fund } from '@chiron/review';
import { CommitteeResults, Sight } from '@chiron/review/mount';
import { Calls } from '../domain/calls.js';
import { DecisionRounds } from '../domain/decision-rounds.js';
import { asking, propose, withinMeans } from '../domain/proposal.js';
import type { Recommendation } from '../domain/round.js';

/**
 * What the committee's ranking, its decided ties and its funding line come to, for its chair or an officer without a conflict
 * in the round: fit to be recommended as it is, and kept nowhere. Refuses `not-in-this-phase`, `funding-not-set`,
 * `tie-at-the-line`.
 */
@Injectable()
export class ProposeRecommendation {
  constructor(
    private readonly sight: Sight,
    private readonly results: CommitteeResults,
    private readonly rounds: DecisionRounds,
    private readonly calls: Calls,
  ) {}

  async run(query: {
    readonly callId: string;
    readonly committeeId: string;
    readonly by: string;
  }): Promise<Recommendation[]> {
    const { callId, committeeId, by } = query;
    const view = await this.sight.in(committeeId, by);
    const { phase, roundId } = view.committee;
    const kept = roundId === callId ? await this.calls.find(callId) : undefined;
    if (!kept) throw coreProblems.refuse('not-found', { kind: 'committee', id: committeeId });
    await this.sight.operates(view);
    if (phase !== 'decision') throw reviewProblems.refuse('not-in-this-phase', { phase });
    const { order, rule, decided } = await this.results.of(committeeId);
    if (!rule) throw reviewProblems.refuse('funding-not-set');
    const { candidates } = await this.rounds.read(callId);
    const mine = candidates.filter((one) => one.committeeId === committeeId);
    const others = candidates.filter((one) => one.committeeId !== committeeId);
    const limits = withinMeans(rule, kept.call.award, others);
    const { funded } = fund(asking(order, mine, kept.call.award), { ...rule, ...limits });
    return propose(order, decided, funded, mine);
  }
}
