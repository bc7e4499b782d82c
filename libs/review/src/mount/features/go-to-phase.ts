import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { go, type Phase } from '../../meeting/phases.js';
import { Committees } from '../domain/committees.js';
import { ConflictFinder } from '../domain/conflict-finder.js';
import { Sight } from '../domain/sight.js';
import { mustAdminister } from '../domain/view.js';
import { reviewProblems } from '../../problems.js';

/**
 * The chair or an officer moves the committee on, or back with a reason. Before more of the applications opens to members,
 * conflicts are looked for again: the platform may know more by now.
 */
@Injectable()
export class GoToPhase {
  constructor(
    private readonly sight: Sight,
    private readonly committees: Committees,
    private readonly conflicts: ConflictFinder,
    private readonly clock: Clock,
  ) {}

  run(command: { committeeId: string; to: Phase; reason?: string; by: string }): Promise<number> {
    const { committeeId, to, reason, by } = command;
    return this.committees.hold(committeeId, async ({ progress }) => {
      const view = await this.sight.in(committeeId, by);
      mustAdminister(view);
      if (!view.officer && view.member?.role !== 'chair') throw reviewProblems.refuse('chair-or-officer-needed');
      const next = go(progress, to, by, this.clock.now(), reason);
      if (to === 'review' || to === 'discussion') await this.conflicts.find(committeeId, view.round);
      // which score counts is settled before reviews open
      const record = to === 'review' ? { record: view.round.settings } : {};
      return this.committees.changed(committeeId, { progress: next, ...record });
    });
  }
}
