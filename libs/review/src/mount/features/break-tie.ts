import { Injectable } from '@nestjs/common';
import { coreProblems, type FieldError } from '@chiron/contracts/core';
import { uuidv7 } from 'uuidv7';
import { reviewProblems } from '../../problems.js';
import { drawLots } from '../../ranking/lot.js';
import { FundingRules } from '../domain/funding.js';
import type { Decided } from '../domain/scores.js';
import { Sight } from '../domain/sight.js';
import { Standings } from '../domain/standings.js';
import { Ties } from '../domain/ties.js';
import { mustBeBeforeAnnouncement, type View } from '../domain/view.js';

export interface BreakTieCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly byWay: 'discussion' | 'lot';
  /** By discussion: in the order decided. By lot: the set that is drawn from. */
  readonly applicationIds: readonly string[];
  /** Of the lot; published with it, so that anybody can repeat the drawing. */
  readonly seed?: number;
  readonly reason: string;
  readonly now: string;
}

const fault = (pointer: string, detail: string): Error =>
  reviewProblems.refuse('tie-not-valid', {}, [{ pointer, detail }]);

const missing = (i: number): FieldError[] => [{ pointer: `/applicationIds/${i}`, detail: 'is not in this committee' }];

@Injectable()
export class BreakTie {
  constructor(
    private readonly sight: Sight,
    private readonly ties: Ties,
    private readonly standings: Standings,
    private readonly rules: FundingRules,
  ) {}

  /** Decides between applications that stand level, or that lie in the bubble of the stored funding rule. */
  async run({ committeeId, personId, byWay, applicationIds, seed, reason, now }: BreakTieCommand): Promise<Decided> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    mustBeBeforeAnnouncement(view);
    if (reason.trim() === '') throw fault('/reason', 'Say why in one sentence.');
    if (new Set(applicationIds).size !== applicationIds.length) throw fault('/applicationIds', 'One is named twice.');
    if ((byWay === 'lot') !== (seed !== undefined)) throw fault('/seed', 'A lot has a seed, a discussion has none.');
    await this.mustBeOpen(view, applicationIds);
    const decided: Decided = {
      id: uuidv7(),
      byWay,
      applications: byWay === 'lot' ? drawLots(applicationIds, seed!) : applicationIds,
      seed: seed ?? null,
      reason: reason.trim(),
      by: view.personId,
      at: now,
    };
    await this.ties.keep(committeeId, decided);
    return decided;
  }

  private async mustBeOpen(view: View, applicationIds: readonly string[]): Promise<void> {
    const { order } = await this.standings.of(view);
    const named = applicationIds.map((id, i) => {
      const one = order.find(({ applicationId }) => applicationId === id);
      if (!one) throw coreProblems.refuse('not-found', { kind: 'application', id }, missing(i));
      return one;
    });
    if (new Set(named.map((one) => one.scoreOfRecord)).size === 1) return;
    const stored = await this.rules.present(view.committee.id);
    const bubble = stored ? (await this.standings.funded(view, order, stored.rule)).bubble : [];
    if (!applicationIds.every((id) => bubble.includes(id))) throw reviewProblems.refuse('not-in-bubble');
  }
}
