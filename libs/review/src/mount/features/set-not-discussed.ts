import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { NotDiscussedList } from '../domain/not-discussed.js';
import { Sight } from '../domain/sight.js';

@Injectable()
export class SetNotDiscussed {
  constructor(
    private readonly sight: Sight,
    private readonly list: NotDiscussedList,
    private readonly clock: Clock,
  ) {}

  /** Sets the list; what a member pulled back stays in the discussion. Refuses `not-found` for what is not there. */
  async run(committeeId: string, personId: string, applicationIds: readonly string[]): Promise<void> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    for (const id of new Set(applicationIds)) await this.sight.one(view, id);
    await this.list.set(committeeId, [...new Set(applicationIds)], view.personId, this.clock.now());
  }
}
