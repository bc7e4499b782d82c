import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { liveItem, type Meeting } from '../../meeting/live.js';
import { reviewProblems } from '../../problems.js';
import { openAgain, openBallot } from '../../votes/votes.js';
import { Ballots } from '../domain/ballots.js';
import { Meetings } from '../domain/meetings.js';
import { Sight } from '../domain/sight.js';
import type { View } from '../domain/view.js';
import { mustBeTimeTo } from '../domain/writing.js';

@Injectable()
export class OpenBallot {
  constructor(
    private readonly sight: Sight,
    private readonly meetings: Meetings,
    private readonly ballots: Ballots,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens the private vote on the live application: members who are present and have no conflict there vote. Refuses
   * `item-not-live`, `range-not-ready`.
   */
  async run(committeeId: string, personId: string, applicationId: string): Promise<void> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.handles(view, applicationId);
    mustBeTimeTo('vote', view);
    await this.meetings.held(view, (meeting) => this.open(view, applicationId, meeting));
  }

  private async open(view: View, applicationId: string, meeting: Meeting | null): Promise<void> {
    const live = meeting && liveItem(meeting);
    if (live?.application !== applicationId) throw reviewProblems.refuse('item-not-live');
    const expected = meeting!.present.filter((member) => !live.out.includes(member));
    const restated = await this.ballots.restated(applicationId);
    await this.ballots.change(view.committee.id, applicationId, view.personId, this.clock.now(), (ballot) =>
      ballot ? openAgain(ballot, restated, expected) : openBallot(applicationId, restated, expected),
    );
  }
}
