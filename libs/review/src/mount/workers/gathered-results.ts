import { Injectable } from '@nestjs/common';
import { anonymous } from '../../summaries/summary.js';
import { FundingRules } from '../domain/funding.js';
import { CommitteeResults, type CommitteeResult, type Feedback } from '../domain/results.js';
import { Reviews } from '../domain/reviews.js';
import { Standings } from '../domain/standings.js';
import { Summaries } from '../domain/summaries.js';

@Injectable()
export class GatheredResults extends CommitteeResults {
  constructor(
    private readonly standings: Standings,
    private readonly rules: FundingRules,
    private readonly summaries: Summaries,
    private readonly reviews: Reviews,
  ) {
    super();
  }

  override async of(committeeId: string): Promise<CommitteeResult> {
    const { order, known } = await this.standings.whole(committeeId);
    return { order, decided: known.decided, rule: (await this.rules.present(committeeId))?.rule ?? null };
  }

  override async feedback(applicationId: string): Promise<Feedback> {
    const summary = await this.summaries.present(applicationId);
    const { strengths, weaknesses, advice } = summary ?? { strengths: '', weaknesses: '', advice: '' };
    return {
      summary: summary?.state === 'approved' ? { strengths, weaknesses, advice } : null,
      critiques: anonymous(await this.reviews.counting(applicationId)),
    };
  }
}
