import { Injectable } from '@nestjs/common';
import { Refusal, coreProblems } from '@chiron/contracts/core';
import { requireMatch } from '@chiron/http';
import { Database } from '@chiron/postgres';
import { decide, pin, withdraw, type Acting, type Conflict } from '../../conflicts/conflict.js';
import { reviewProblems } from '../../problems.js';
import { Committees } from '../domain/committees.js';
import { Conflicts } from '../domain/conflicts.js';
import { Sight } from '../domain/sight.js';
import type { View } from '../domain/view.js';

export type Verdict = 'confirm' | 'waive' | 'withdraw' | 'pin' | 'unpin';

export interface DecideConflictCommand {
  readonly committeeId: string;
  readonly conflictId: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly ifMatch?: string;
  readonly by: string;
}

const acts: Record<Verdict, (conflict: Conflict, reason: string, acting: Acting) => Conflict> = {
  confirm: (conflict, reason, acting) => decide(conflict, 'confirmed', reason, acting),
  waive: (conflict, reason, acting) => decide(conflict, 'waived', reason, acting),
  withdraw,
  pin: (conflict, _, acting) => pin(conflict, true, acting),
  unpin: (conflict, _, acting) => pin(conflict, false, acting),
};

const done: Record<Verdict, string> = {
  confirm: 'conflict-confirmed',
  waive: 'conflict-waived',
  withdraw: 'conflict-withdrawn',
  pin: 'conflict-pinned',
  unpin: 'conflict-unpinned',
};

/**
 * Whoever chairs an application decides its conflicts, and takes back what was declared. A reviewer takes back an own
 * declaration until reviewing starts; from then on it would open what others wrote, and somebody else has to.
 */
@Injectable()
export class DecideConflict {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly committees: Committees,
    private readonly conflicts: Conflicts,
  ) {}

  run({ committeeId, conflictId, verdict, reason = '', ifMatch, by }: DecideConflictCommand): Promise<number> {
    return this.database.transaction(async () => {
      const view = await this.sight.in(committeeId, by);
      const { progress } = await this.committees.lock(committeeId);
      const stored = await this.conflicts.lock(committeeId, conflictId);
      if (!stored) throw noConflict(conflictId);
      const acting = await this.acting(view, stored.conflict, conflictId);
      if (acting.role !== 'reviewer') requireMatch(ifMatch, stored.revision);
      const next = acts[verdict](stored.conflict, reason, acting);
      if (acting.role === 'reviewer' && progress.phase !== 'bidding') {
        throw reviewProblems.refuse('not-in-this-phase', { phase: progress.phase });
      }
      return this.conflicts.change(committeeId, conflictId, next, { by, act: done[verdict], reason });
    });
  }

  /** Everybody else learns nothing: not that there is a conflict, not that there is an application. */
  private async acting(view: View, conflict: Conflict, id: string): Promise<Acting> {
    const own = view.ids.includes(conflict.person);
    const acting = { person: own ? conflict.person : view.personId, inConflict: false, today: view.round.today };
    if (own && conflict.source === 'declared-by-reviewer') return { ...acting, role: 'reviewer' };
    if (own) throw noConflict(id);
    await this.sight.one(view, conflict.application).catch((error: unknown) => {
      throw error instanceof Refusal ? noConflict(id) : error;
    });
    await this.sight.handles(view, conflict.application);
    return { ...acting, role: (await this.chairs(view, conflict.application)) ? 'chair' : 'officer' };
  }

  /** Also where they are an officer as well: only the chair pins. */
  private async chairs(view: View, applicationId: string): Promise<boolean> {
    return view.member !== null && (await this.sight.handler(view, applicationId)) === view.member.personId;
  }
}

const noConflict = (id: string): Error => coreProblems.refuse('not-found', { kind: 'conflict', id });
