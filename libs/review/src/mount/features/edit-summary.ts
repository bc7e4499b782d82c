import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { editSummary, type SummaryText } from '../../summaries/summary.js';
import { Sight } from '../domain/sight.js';
import { Summaries, mustBeTimeToSum, noSummary } from '../domain/summaries.js';

export interface EditSummaryCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly applicationId: string;
  readonly text: SummaryText;
  readonly check: (revision: number) => void;
}

@Injectable()
export class EditSummary {
  constructor(
    private readonly sight: Sight,
    private readonly summaries: Summaries,
    private readonly clock: Clock,
  ) {}

  /** Puts other words into it; an approved one needs approval anew. For who handles the application. */
  async run({ committeeId, personId, applicationId, text, check }: EditSummaryCommand): Promise<void> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.opened(view, applicationId);
    await this.sight.handles(view, applicationId);
    mustBeTimeToSum(view);
    await this.summaries.change(committeeId, applicationId, view.personId, this.clock.now(), (present) => {
      if (!present) throw noSummary(applicationId);
      check(present.revision);
      return editSummary(present, text);
    });
  }
}
