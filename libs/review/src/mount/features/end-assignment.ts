import { Injectable } from '@nestjs/common';
import { Refusal, coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { reviewProblems } from '../../problems.js';
import { Assignments, type Assignment } from '../domain/assignments.js';
import { Committees } from '../domain/committees.js';
import { Sight } from '../domain/sight.js';
import type { View } from '../domain/view.js';

export interface EndAssignmentCommand {
  readonly committeeId: string;
  readonly assignmentId: string;
  readonly reason: string;
  readonly by: string;
}

/**
 * A reviewer refuses an own assignment; or whoever chairs the application withdraws somebody's. What is open then is
 * given to others with the fewest changes. Refuses `assignment-over`, `reason-needed`.
 */
@Injectable()
export class EndAssignment {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly committees: Committees,
    private readonly assignments: Assignments,
  ) {}

  refuse(command: EndAssignmentCommand): Promise<void> {
    return this.end(command, 'refused', (view, one) => {
      if (!view.ids.includes(one.personId)) throw noAssignment(one.id);
      return this.sight.one(view, one.applicationId);
    });
  }

  withdraw(command: EndAssignmentCommand): Promise<void> {
    return this.end(command, 'withdrawn', (view, one) => this.sight.handles(view, one.applicationId));
  }

  /** Kept by every later run, or no longer. */
  pin(command: { committeeId: string; assignmentId: string; pinned: boolean; by: string }): Promise<void> {
    const { committeeId, assignmentId, pinned, by } = command;
    return this.database.transaction(async () => {
      const view = await this.sight.in(committeeId, by);
      const one = await this.locked(view, assignmentId, (found) => this.sight.handles(view, found.applicationId));
      await this.assignments.pin(one.id, pinned);
      await this.committees.assignmentsTouched(committeeId);
    });
  }

  private end(
    { committeeId, assignmentId, reason, by }: EndAssignmentCommand,
    state: 'refused' | 'withdrawn',
    allowed: (view: View, one: Assignment) => unknown,
  ): Promise<void> {
    return this.database.transaction(async () => {
      const view = await this.sight.in(committeeId, by);
      const one = await this.locked(view, assignmentId, (found) => allowed(view, found));
      if (reason.trim() === '') {
        const errors = [{ pointer: '/reason', detail: 'Say why in one sentence.' }];
        throw reviewProblems.refuse('reason-needed', {}, errors);
      }
      await this.assignments.end({ ids: [one.id] }, state, reason.trim(), by);
    });
  }

  /** One that stands and may be touched; nothing is told of those that may not. */
  private async locked(view: View, id: string, allowed: (one: Assignment) => unknown): Promise<Assignment> {
    await this.committees.lock(view.committee.id);
    const one = await this.assignments.lock(view.committee.id, id);
    if (!one) throw noAssignment(id);
    try {
      await allowed(one);
    } catch (error) {
      throw error instanceof Refusal && error.problem.status === 404 ? noAssignment(id) : error;
    }
    if (one.state !== 'assigned') throw reviewProblems.refuse('assignment-over', { state: one.state });
    return one;
  }
}

const noAssignment = (id: string): Error => coreProblems.refuse('not-found', { kind: 'assignment', id });
