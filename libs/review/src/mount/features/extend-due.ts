import { Injectable } from '@nestjs/common';
import { Clock, coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { reviewProblems } from '../../problems.js';
import { Sight } from '../domain/sight.js';
import { mustAdminister } from '../domain/view.js';

export interface ExtensionView {
  personId: string;
  due: Date;
  reason: string;
  by: string;
  at: Date;
}

export interface ExtendDueCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly reviewerId: string;
  /** RFC 3339. */
  readonly due: string;
  readonly reason: string;
}

@Injectable()
export class ExtendDue {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly clock: Clock,
  ) {}

  /** Gives one reviewer a due moment of their own; a later one replaces it. */
  async run({ committeeId, personId, reviewerId, due, reason }: ExtendDueCommand): Promise<ExtensionView> {
    const view = await this.sight.in(committeeId, personId);
    mustAdminister(view);
    if (reason.trim() === '') {
      throw reviewProblems.refuse('reason-needed', {}, [{ pointer: '/reason', detail: 'Say why in one sentence.' }]);
    }
    const [row] = await this.database.query<ExtensionView>(
      `insert into review_extensions (committee_id, person_id, due, reason, by_person, at)
       select m.committee_id, m.person_id, $3, $4, $5, $6 from review_members m
        where m.committee_id = $1 and m.person_id = any(review_same($2)) and m.left_at is null
       on conflict (committee_id, person_id) do update
         set due = excluded.due, reason = excluded.reason, by_person = excluded.by_person, at = excluded.at
       returning person_id as "personId", due, reason, by_person as by, at`,
      [committeeId, reviewerId, due, reason.trim(), view.personId, this.clock.now()],
    );
    if (!row) throw coreProblems.refuse('not-found', { kind: 'member', id: reviewerId });
    return row;
  }

  async all(committeeId: string, personId: string): Promise<readonly ExtensionView[]> {
    const view = await this.sight.in(committeeId, personId);
    mustAdminister(view);
    return this.database.query<ExtensionView>(
      `select person_id as "personId", due, reason, by_person as by, at from review_extensions
        where committee_id = $1 order by person_id`,
      [committeeId],
    );
  }
}
