import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { declare, type ConflictKind } from '../../conflicts/conflict.js';
import { Conflicts } from '../domain/conflicts.js';
import { Sight } from '../domain/sight.js';
import type { View } from '../domain/view.js';

export interface DeclareConflictCommand {
  readonly committeeId: string;
  readonly applicationId: string;
  /** For whom; oneself where absent. */
  readonly personId?: string;
  readonly kind: ConflictKind;
  readonly since?: string;
  readonly until?: string;
  readonly note?: string;
  readonly by: string;
}

/**
 * Whoever has a part in the committee declares an own conflict (an officer, too), or whoever chairs the application sets
 * one for another member. It stands at once: from then on the application does not exist for that person.
 */
@Injectable()
export class DeclareConflict {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly conflicts: Conflicts,
  ) {}

  run({ committeeId, applicationId, personId, by, ...stated }: DeclareConflictCommand): Promise<string> {
    mustBeInOrder(stated);
    return this.database.transaction(async () => {
      const view = await this.sight.in(committeeId, by);
      const own = personId === undefined || view.ids.includes(personId);
      await (own ? this.sight.one(view, applicationId) : this.sight.handles(view, applicationId));
      const person = own ? view.personId : await this.member(view, personId);
      const role = own ? 'reviewer' : view.officer ? 'officer' : 'chair';
      const conflict = declare(
        { person, application: applicationId, ...stated },
        { person: view.personId, role, inConflict: false, today: view.round.today },
      );
      return this.conflicts.add(committeeId, conflict, by);
    });
  }

  private async member({ committee }: View, personId: string): Promise<string> {
    const [row] = await this.database.query<{ id: string }>(
      `select person_id as id from review_members
        where committee_id = $1 and person_id = any(review_same($2)) and left_at is null`,
      [committee.id, personId],
    );
    if (!row) {
      const errors = [{ pointer: '/personId', detail: 'is no member of the committee' }];
      throw coreProblems.refuse('not-found', { kind: 'member', id: personId }, errors);
    }
    return row.id;
  }
}

function mustBeInOrder({ since, until }: Pick<DeclareConflictCommand, 'since' | 'until'>): void {
  if (since === undefined || until === undefined || since <= until) return;
  throw coreProblems.refuse('validation-failed', {}, [
    { pointer: '/until', detail: 'must not be before its first day' },
  ]);
}
