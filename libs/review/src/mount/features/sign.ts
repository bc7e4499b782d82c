import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { PHASES } from '../../meeting/phases.js';
import { reviewProblems } from '../../problems.js';
import { Ledger } from '../domain/ledger.js';
import { Sight } from '../domain/sight.js';
import { mustBeMember } from '../domain/view.js';

export type Occasion = 'before' | 'after';

/**
 * A member signs: before, that all conflicts are declared, that all stays confidential, and the rule on AI tools; after
 * the meeting, that no conflict was kept silent. Signing twice changes nothing. Refuses `not-in-this-phase`
 * before the discussion, and `meeting-not-open` while the meeting is still to end: a conflict may show in it.
 */
@Injectable()
export class Sign {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  run({ committeeId, occasion, by }: { committeeId: string; occasion: Occasion; by: string }): Promise<void> {
    return this.database.transaction(async (tx) => {
      const view = await this.sight.in(committeeId, by);
      const { personId } = mustBeMember(view);
      const { phase } = view.committee;
      if (occasion === 'after' && PHASES.indexOf(phase) < PHASES.indexOf('discussion')) {
        throw reviewProblems.refuse('not-in-this-phase', { phase });
      }
      if (occasion === 'after') await this.mustBeOver(committeeId);
      const { confidentialityRule, aiRule } = view.round.settings;
      const signed = await tx.run(
        `insert into review_signings values ($1, $2, $3, $4, $5, $6)
         on conflict (committee_id, person_id, occasion) do nothing`,
        [committeeId, personId, occasion, confidentialityRule, aiRule, this.clock.now()],
      );
      if (signed.rowCount) await this.ledger.note({ committeeId, by, act: `signed-${occasion}`, personId });
    });
  }

  private async mustBeOver(committeeId: string): Promise<void> {
    const [meeting] = await this.database.query<{ state: string }>(
      `select state from review_meetings where committee_id = $1 and state <> 'closed'`,
      [committeeId],
    );
    if (meeting) throw reviewProblems.refuse('meeting-not-open', { state: meeting.state });
  }
}
