import { Injectable } from '@nestjs/common';
import { AssignmentRuns } from '../domain/assignment-runs.js';
import { Sight } from '../domain/sight.js';

/** Puts a dry run into effect, as long as nothing it was computed from has changed. */
@Injectable()
export class ApplyRun {
  constructor(
    private readonly sight: Sight,
    private readonly runs: AssignmentRuns,
  ) {}

  async run({ committeeId, runId, by }: { committeeId: string; runId: string; by: string }): Promise<void> {
    const view = await this.sight.in(committeeId, by);
    await this.sight.operates(view);
    await this.runs.apply(committeeId, runId, by, view.round.today);
  }
}
