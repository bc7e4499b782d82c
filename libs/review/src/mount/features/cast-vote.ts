import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { reviewProblems } from '../../problems.js';
import { castVote, voteScale } from '../../votes/votes.js';
import { Ballots } from '../domain/ballots.js';
import { Rubrics } from '../domain/rubrics.js';
import { Sight } from '../domain/sight.js';
import { mustBeMember } from '../domain/view.js';
import { mustBeTimeTo } from '../domain/writing.js';

@Injectable()
export class CastVote {
  constructor(
    private readonly sight: Sight,
    private readonly rubrics: Rubrics,
    private readonly ballots: Ballots,
    private readonly clock: Clock,
  ) {}

  /** Casts or changes one's own vote while it is open; what somebody voted is shown to nobody else, ever. */
  async run(
    committeeId: string,
    personId: string,
    applicationId: string,
    vote: { readonly score: number; readonly sentence?: string },
  ): Promise<void> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.opened(view, applicationId);
    const { personId: member } = mustBeMember(view);
    mustBeTimeTo('vote', view);
    const scale = voteScale(await this.rubrics.present(view.committee, view.round));
    await this.ballots.change(committeeId, applicationId, view.personId, this.clock.now(), (ballot) => {
      if (!ballot || !scale) throw reviewProblems.refuse('ballot-closed');
      return castVote(ballot, { ...vote, member }, scale);
    });
  }
}
