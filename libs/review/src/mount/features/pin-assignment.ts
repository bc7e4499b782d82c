import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Assignments } from '../domain/assignments.js';
import { Committees } from '../domain/committees.js';
import { Sight } from '../domain/sight.js';
import { touched } from '../domain/touching.js';
import { mustBeBeforeDecision } from '../domain/view.js';

export interface PinAssignmentCommand {
  readonly committeeId: string;
  readonly assignmentId: string;
  readonly pinned: boolean;
  readonly by: string;
}

/**
 * Whoever operates the round's figures lets every later run keep an assignment, or change it again: what a run can do
 * elsewhere depends on it.
 */
@Injectable()
export class PinAssignment {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly committees: Committees,
    private readonly assignments: Assignments,
  ) {}

  run({ committeeId, assignmentId, pinned, by }: PinAssignmentCommand): Promise<void> {
    return this.database.transaction(async () => {
      const view = await this.sight.in(committeeId, by);
      const { progress } = await this.committees.lock(committeeId);
      const found = await this.assignments.lock(committeeId, assignmentId);
      const { id } = await touched(assignmentId, found, async ({ applicationId }) => {
        await this.sight.one(view, applicationId);
        await this.sight.operates(view);
      });
      mustBeBeforeDecision(progress.phase);
      await this.assignments.pin(id, pinned, by);
      await this.committees.assignmentsTouched(committeeId);
    });
  }
}
