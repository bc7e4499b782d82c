import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { holds } from '../../forms/rubric.js';
import { reviewProblems } from '../../problems.js';
import { voteScale } from '../../votes/votes.js';
import { Ballots } from '../domain/ballots.js';
import { Rubrics } from '../domain/rubrics.js';
import { Sight } from '../domain/sight.js';
import { mustBeMember } from '../domain/view.js';
import { mustBeTimeTo } from '../domain/writing.js';

@Injectable()
export class RestateScore {
  constructor(
    private readonly sight: Sight,
    private readonly rubrics: Rubrics,
    private readonly ballots: Ballots,
    private readonly clock: Clock,
  ) {}

  /**
   * An assigned reviewer's score after the discussion; these make the range. Refuses `not-assigned`, `range-fixed` while
   * the vote is open, `vote-not-valid` off the scale.
   */
  async run(committeeId: string, personId: string, applicationId: string, score: number): Promise<void> {
    const view = await this.sight.in(committeeId, personId);
    const { assigned } = await this.sight.opened(view, applicationId);
    const { personId: reviewer } = mustBeMember(view);
    if (!assigned) throw reviewProblems.refuse('not-assigned');
    mustBeTimeTo('vote', view);
    if ((await this.ballots.present(applicationId))?.state === 'open') throw reviewProblems.refuse('range-fixed');
    const scale = voteScale(await this.rubrics.present(view.committee, view.round));
    if (!scale || !holds(scale, score)) {
      const detail = scale ? `Give ${scale.least} to ${scale.most} in the scale's steps.` : 'The rubric has no scale.';
      throw reviewProblems.refuse('vote-not-valid', {}, [{ pointer: '/score', detail }]);
    }
    await this.ballots.restate(committeeId, applicationId, { reviewer, score }, this.clock.now());
  }
}
