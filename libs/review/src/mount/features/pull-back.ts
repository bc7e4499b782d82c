import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { pullBack } from '../../meeting/not-discussed.js';
import { NotDiscussedList } from '../domain/not-discussed.js';
import { Sight } from '../domain/sight.js';
import { mustBeMember } from '../domain/view.js';
import { mustBeTimeTo } from '../domain/writing.js';

@Injectable()
export class PullBack {
  constructor(
    private readonly sight: Sight,
    private readonly list: NotDiscussedList,
    private readonly clock: Clock,
  ) {}

  /** Any member who may know of it pulls an application back into the discussion; it comes last on the agenda. */
  async run(committeeId: string, personId: string, applicationId: string, reason?: string): Promise<void> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.opened(view, applicationId);
    mustBeMember(view);
    mustBeTimeTo('comment', view);
    const before = await this.list.present(committeeId);
    const after = pullBack(before, applicationId, view.personId, this.clock.now(), reason);
    if (after === before) return;
    await this.list.pullBack(
      view,
      after.find((one) => one.application === applicationId)!,
    );
  }
}
