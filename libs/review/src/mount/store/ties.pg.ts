import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Ledger } from '../domain/ledger.js';
import type { Decided } from '../domain/scores.js';
import { Ties } from '../domain/ties.js';

@Injectable()
export class PgTies extends Ties {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  override keep(committeeId: string, { id, byWay, applications, seed, reason, by, at }: Decided): Promise<void> {
    return this.database.transaction(async (tx) => {
      await tx.query(
        `insert into review_ties (id, committee_id, by_way, applications, seed, reason, by_person, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [id, committeeId, byWay, applications, seed, reason, by, at],
      );
      // one line for each, without the places: each hides with its application, and counts no other
      await this.ledger.note(
        ...applications.map((applicationId) => ({
          committeeId,
          by,
          act: 'place-decided',
          applicationId,
          facts: { byWay, ...(seed === null ? {} : { seed }), reason },
        })),
      );
    });
  }
}
