import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { approveSummary } from '../../summaries/summary.js';
import { Sight } from '../domain/sight.js';
import { Summaries, mustBeTimeToSum, noSummary } from '../domain/summaries.js';

export interface ApproveSummaryCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly applicationId: string;
  readonly check: (revision: number) => void;
}

@Injectable()
export class ApproveSummary {
  constructor(
    private readonly sight: Sight,
    private readonly summaries: Summaries,
    private readonly clock: Clock,
  ) {}

  /** Approves it for release with the announcement. For who handles the application. */
  async run({ committeeId, personId, applicationId, check }: ApproveSummaryCommand): Promise<void> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.opened(view, applicationId);
    await this.sight.handles(view, applicationId);
    mustBeTimeToSum(view);
    const now = this.clock.now();
    await this.summaries.change(committeeId, applicationId, view.personId, now, (present) => {
      if (!present) throw noSummary(applicationId);
      check(present.revision);
      return approveSummary(present, view.personId, now);
    });
  }
}
