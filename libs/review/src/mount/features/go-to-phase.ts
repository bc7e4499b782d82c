import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { go, type Phase } from '../../meeting/phases.js';
import { Committees } from '../domain/committees.js';
import { Sight } from '../domain/sight.js';
import { mustAdminister } from '../domain/view.js';
import { reviewProblems } from '../../problems.js';

/** The chair or an officer moves the committee on, or back with a reason. */
@Injectable()
export class GoToPhase {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly committees: Committees,
    private readonly clock: Clock,
  ) {}

  run(command: { committeeId: string; to: Phase; reason?: string; by: string }): Promise<number> {
    const { committeeId, to, reason, by } = command;
    return this.database.transaction(async () => {
      const view = await this.sight.in(committeeId, by);
      mustAdminister(view);
      if (!view.officer && view.member?.role !== 'chair') throw reviewProblems.refuse('chair-or-officer-needed');
      const { progress } = await this.committees.lock(committeeId);
      return this.committees.changed(committeeId, { progress: go(progress, to, by, this.clock.now(), reason) });
    });
  }
}
