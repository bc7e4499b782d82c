import { Injectable } from '@nestjs/common';
import { reviewProblems } from '../../problems.js';
import { Ballots, shownBallot, type ShownBallot } from '../domain/ballots.js';
import { Sight } from '../domain/sight.js';
import { shownTo } from '../domain/view.js';

@Injectable()
export class GetBallot {
  constructor(
    private readonly sight: Sight,
    private readonly ballots: Ballots,
  ) {}

  /** Refuses `not-in-this-phase` as long as others' scores do not show. */
  async run(committeeId: string, personId: string, applicationId: string): Promise<ShownBallot> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.opened(view, applicationId);
    if (shownTo(view).otherReviews !== 'always') {
      throw reviewProblems.refuse('not-in-this-phase', { phase: view.committee.phase });
    }
    const [ballot, restated] = [await this.ballots.present(applicationId), await this.ballots.restated(applicationId)];
    return shownBallot(view, applicationId, ballot, restated);
  }
}
