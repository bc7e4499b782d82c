import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { reviewProblems } from '../../problems.js';
import { Committees } from '../domain/committees.js';
import { Sight } from '../domain/sight.js';
import { mustBeMember } from '../domain/view.js';

/** A member says how gladly they would review an application, while the phase lets them. */
@Injectable()
export class PlaceBid {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly committees: Committees,
  ) {}

  run(command: { committeeId: string; applicationId: string; bid: number; by: string }): Promise<void> {
    const { committeeId, applicationId, bid, by } = command;
    return this.database.transaction(async (tx) => {
      const view = await this.sight.in(committeeId, by);
      const { personId } = mustBeMember(view);
      await this.sight.one(view, applicationId);
      const { phase } = view.committee;
      if (!view.round.settings.phases[phase].may.includes('bid')) {
        throw reviewProblems.refuse('not-in-this-phase', { phase });
      }
      await tx.run(
        `insert into review_bids (committee_id, application_id, person_id, bid) values ($1, $2, $3, $4)
         on conflict (application_id, person_id) do update set bid = excluded.bid, at = now(),
           committee_id = excluded.committee_id`,
        [committeeId, applicationId, personId, bid],
      );
      await this.committees.assignmentsTouched(committeeId);
    });
  }
}
