import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Assignments } from '../domain/assignments.js';
import { Committees } from '../domain/committees.js';
import { Sight } from '../domain/sight.js';
import { reasoned, touched } from '../domain/touching.js';
import { mustBeBeforeDecision } from '../domain/view.js';

export interface WithdrawAssignmentCommand {
  readonly committeeId: string;
  readonly assignmentId: string;
  readonly reason: string;
  readonly by: string;
}

/**
 * Whoever operates the round's figures takes an application from a reviewer; it is given to others with the fewest changes.
 * To whom it goes speaks of what everybody else reviews, so nobody does it who is in conflict with anything in the round.
 */
@Injectable()
export class WithdrawAssignment {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly committees: Committees,
    private readonly assignments: Assignments,
  ) {}

  run({ committeeId, assignmentId, reason, by }: WithdrawAssignmentCommand): Promise<void> {
    return this.database.transaction(async () => {
      const view = await this.sight.in(committeeId, by);
      const { progress } = await this.committees.lock(committeeId);
      const found = await this.assignments.lock(committeeId, assignmentId);
      const { id } = await touched(assignmentId, found, async ({ applicationId }) => {
        await this.sight.one(view, applicationId);
        await this.sight.operates(view);
      });
      mustBeBeforeDecision(progress.phase);
      await this.assignments.end({ ids: [id] }, 'withdrawn', reasoned(reason), by);
    });
  }
}
