import { Injectable } from '@nestjs/common';
import { reviewProblems } from '../../problems.js';
import { anonymous } from '../../summaries/summary.js';
import { Reviews } from '../domain/reviews.js';
import { Sight } from '../domain/sight.js';
import { Summaries, noSummary, type SummaryView } from '../domain/summaries.js';
import { shownTo } from '../domain/view.js';

@Injectable()
export class GetSummary {
  constructor(
    private readonly sight: Sight,
    private readonly reviews: Reviews,
    private readonly summaries: Summaries,
  ) {}

  /** What members without conflict read of it, once others' reviews show; refuses `not-in-this-phase` before. */
  async run(committeeId: string, personId: string, applicationId: string): Promise<SummaryView> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.opened(view, applicationId);
    if (shownTo(view).otherReviews !== 'always') {
      throw reviewProblems.refuse('not-in-this-phase', { phase: view.committee.phase });
    }
    const summary = await this.summaries.present(applicationId);
    if (!summary) throw noSummary(applicationId);
    return { ...summary, critiques: anonymous(await this.reviews.counting(applicationId)) };
  }
}
