import { Injectable } from '@nestjs/common';
import { Clock, coreProblems } from '@chiron/contracts/core';
import { reviewProblems } from '../../problems.js';
import {
  anonymous,
  approveSummary,
  draftSummary,
  editSummary,
  type AnonymousCritique,
  type Summary,
  type SummaryText,
} from '../../summaries/summary.js';
import { Reviews } from '../domain/reviews.js';
import { Sight } from '../domain/sight.js';
import { Summaries } from '../domain/summaries.js';
import { shownTo } from '../domain/view.js';

export interface SummaryView extends Summary {
  /** As they would go to the applicant. */
  readonly critiques: readonly AnonymousCritique[];
}

@Injectable()
export class WriteSummary {
  constructor(
    private readonly sight: Sight,
    private readonly reviews: Reviews,
    private readonly summaries: Summaries,
    private readonly clock: Clock,
  ) {}

  /** Drafts the summary from the critiques; one that is there already stays as it is. For who handles the application. */
  async draft(committeeId: string, personId: string, applicationId: string): Promise<SummaryView> {
    const view = await this.handled(committeeId, personId, applicationId);
    const critiques = await this.reviews.counting(applicationId);
    if (critiques.length === 0) throw reviewProblems.refuse('no-critiques');
    const summary = await this.summaries.change(
      committeeId,
      applicationId,
      view.personId,
      this.clock.now(),
      (present) => present ?? { ...draftSummary(critiques), application: applicationId, state: 'draft', revision: 1 },
    );
    return { ...summary, critiques: anonymous(critiques) };
  }

  /** What members without conflict read of it, once others' reviews show. */
  async show(committeeId: string, personId: string, applicationId: string): Promise<SummaryView> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.opened(view, applicationId);
    if (shownTo(view).otherReviews !== 'always') {
      throw reviewProblems.refuse('not-in-this-phase', { phase: view.committee.phase });
    }
    const summary = await this.summaries.present(applicationId);
    if (!summary) throw none(applicationId);
    return { ...summary, critiques: anonymous(await this.reviews.counting(applicationId)) };
  }

  /** Puts other words into it; an approved one needs approval anew. */
  async edit(
    committeeId: string,
    personId: string,
    applicationId: string,
    text: SummaryText,
    check: (revision: number) => void,
  ): Promise<SummaryView> {
    return this.change(committeeId, personId, applicationId, check, (present) => editSummary(present, text));
  }

  /** Approves it for release with the announcement. */
  async approve(
    committeeId: string,
    personId: string,
    applicationId: string,
    check: (revision: number) => void,
  ): Promise<SummaryView> {
    const now = this.clock.now();
    return this.change(committeeId, personId, applicationId, check, (present, by) => approveSummary(present, by, now));
  }

  private async change(
    committeeId: string,
    personId: string,
    applicationId: string,
    check: (revision: number) => void,
    decide: (present: Summary, by: string) => Summary,
  ): Promise<SummaryView> {
    const view = await this.handled(committeeId, personId, applicationId);
    const now = this.clock.now();
    const summary = await this.summaries.change(committeeId, applicationId, view.personId, now, (present) => {
      if (!present) throw none(applicationId);
      check(present.revision);
      return decide(present, view.personId);
    });
    return { ...summary, critiques: anonymous(await this.reviews.counting(applicationId)) };
  }

  /** Nothing is rewritten after the announcement: refuses `not-in-this-phase`. */
  private async handled(committeeId: string, personId: string, applicationId: string) {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.opened(view, applicationId);
    await this.sight.handles(view, applicationId);
    if (['bidding', 'announced'].includes(view.committee.phase)) {
      throw reviewProblems.refuse('not-in-this-phase', { phase: view.committee.phase });
    }
    return view;
  }
}

const none = (id: string): Error => coreProblems.refuse('not-found', { kind: 'summary', id });
