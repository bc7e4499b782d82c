import { Injectable } from '@nestjs/common';
import { Refusal } from '@chiron/contracts/core';
import { Log } from '@chiron/http';
import { AssignmentData } from '../domain/assignment-inputs.js';
import { AssignmentRuns } from '../domain/assignment-runs.js';
import { Rounds } from '../domain/round.js';
import { inWorker } from '../workers/in-worker.js';
import { requestOf } from './run-assignment.js';

/**
 * Gives open reviews to others with the fewest changes, one committee after another. Where it cannot be done the run
 * says why, and an officer sees what is open. Applications that no run or hand ever assigned stay as they are.
 */
@Injectable()
export class RepairAssignments {
  constructor(
    private readonly data: AssignmentData,
    private readonly runs: AssignmentRuns,
    private readonly rounds: Rounds,
    private readonly log: Log,
  ) {}

  async run(): Promise<void> {
    for (const { committeeId, roundId } of await this.due()) {
      // one committee's trouble is not another's
      await this.repair(committeeId, roundId).catch((error: unknown) => this.told(error, committeeId));
    }
  }

  private due(): Promise<readonly { committeeId: string; roundId: string }[]> {
    return this.runs.dueForRepair().catch((error: unknown) => {
      this.told(error);
      return [];
    });
  }

  private told(error: unknown, committeeId?: string): void {
    this.log.error({ err: error, committeeId }, 'assignments could not be balanced anew');
  }

  private async repair(committeeId: string, roundId: string, tries = 3): Promise<void> {
    const round = await this.rounds.round(roundId);
    if (!round) return;
    const inputs = await this.data.read(committeeId, round);
    const asked = { mode: 'repair', seed: 1 } as const;
    const request = requestOf(asked, inputs, round);
    const applications = request.applications.map((one) =>
      (inputs.wanted.get(one.id) ?? null) === null ? { ...one, reviews: 0, needs: [] } : one,
    );
    const answer = await inWorker('assign', { ...request, applications });
    const id = await this.runs.keep(committeeId, { asked, answer, inputs, by: null });
    if (!answer.feasible) return;
    try {
      await this.runs.apply(committeeId, id, null, round.today);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // somebody changed something meanwhile; a committee that moved on is not due any more
      if (tries > 1 && error.code === 'run-outdated') await this.repair(committeeId, roundId, tries - 1);
    }
  }
}
