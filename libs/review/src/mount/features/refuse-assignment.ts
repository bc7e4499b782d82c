import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Assignments } from '../domain/assignments.js';
import { reviewProblems } from '../../problems.js';
import { Committees } from '../domain/committees.js';
import { Sight } from '../domain/sight.js';
import { noAssignment, reasoned, touched } from '../domain/touching.js';
import { mustBeBeforeDecision } from '../domain/view.js';

export interface RefuseAssignmentCommand {
  readonly committeeId: string;
  readonly assignmentId: string;
  readonly reason: string;
  readonly by: string;
}

/** A reviewer cannot review it; it is given to others with the fewest changes, and never to this person again. */
@Injectable()
export class RefuseAssignment {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly committees: Committees,
    private readonly assignments: Assignments,
  ) {}

  run({ committeeId, assignmentId, reason, by }: RefuseAssignmentCommand): Promise<void> {
    return this.database.transaction(async () => {
      const view = await this.sight.in(committeeId, by);
      const { progress } = await this.committees.lock(committeeId);
      const found = await this.assignments.lock(committeeId, assignmentId);
      const { id } = await touched(assignmentId, found, ({ personId, applicationId }) => {
        if (!view.ids.includes(personId)) throw noAssignment(assignmentId);
        return this.sight.one(view, applicationId);
      });
      mustBeBeforeDecision(progress.phase);
      await this.mustBeUnwritten(id);
      await this.assignments.end({ ids: [id] }, 'refused', reasoned(reason), by);
    });
  }

  /** What is handed in was reviewed: whoever finds a conflict afterwards declares it. */
  private async mustBeUnwritten(assignmentId: string): Promise<void> {
    const [handedIn] = await this.database.query<{ state: string }>(
      `select r.state from review_reviews r join review_assignments a using (application_id)
        where a.id = $1 and r.reviewer_id = a.person_id and r.state = 'submitted'`,
      [assignmentId],
    );
    if (handedIn) throw reviewProblems.refuse('review-not-open', { state: handedIn.state });
  }
}
