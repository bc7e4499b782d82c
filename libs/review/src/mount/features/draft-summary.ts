import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { reviewProblems } from '../../problems.js';
import { anonymous, draftSummary } from '../../summaries/summary.js';
import { Reviews } from '../domain/reviews.js';
import { Sight } from '../domain/sight.js';
import { Summaries, mustBeTimeToSum, type SummaryView } from '../domain/summaries.js';

@Injectable()
export class DraftSummary {
  constructor(
    private readonly sight: Sight,
    private readonly reviews: Reviews,
    private readonly summaries: Summaries,
    private readonly clock: Clock,
  ) {}

  /** Drafts the summary from the critiques; one that is there already stays as it is. For who handles the application. */
  async run(committeeId: string, personId: string, applicationId: string): Promise<SummaryView> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.opened(view, applicationId);
    await this.sight.handles(view, applicationId);
    mustBeTimeToSum(view);
    const critiques = await this.reviews.counting(applicationId);
    if (critiques.length === 0) throw reviewProblems.refuse('no-critiques');
    const first = { ...draftSummary(critiques), application: applicationId, state: 'draft', revision: 1 } as const;
    const now = this.clock.now();
    const summary = await this.summaries.change(committeeId, applicationId, view.personId, now, (one) => one ?? first);
    return { ...summary, critiques: anonymous(critiques) };
  }
}
