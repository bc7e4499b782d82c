import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { NotDiscussedList } from '../domain/not-discussed.js';
import { Sight } from '../domain/sight.js';
import { mustBeBeforeDecision } from '../domain/view.js';

@Injectable()
export class SetNotDiscussed {
  constructor(
    private readonly sight: Sight,
    private readonly list: NotDiscussedList,
    private readonly clock: Clock,
  ) {}

  /**
   * Sets the list; what a member pulled back stays in the discussion. Refuses `not-found` for what is not there,
   * `not-in-this-phase` once the committee decides.
   */
  async run(committeeId: string, personId: string, applicationIds: readonly string[]): Promise<void> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    mustBeBeforeDecision(view.committee.phase);
    for (const id of new Set(applicationIds)) await this.sight.one(view, id);
    await this.list.set(view, [...new Set(applicationIds)], this.clock.now());
  }
}
