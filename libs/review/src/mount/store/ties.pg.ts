import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@chiron/postgres';
import { reviewProblems } from '../../problems.js';
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
      await tx.query('select id from review_committees where id = $1 for update', [committeeId]);
      if (seed !== null) await this.mustBeFirstLot(tx, committeeId, applications, seed);
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

  /** The same lot once more comes out the same. */
  private async mustBeFirstLot(
    tx: Tx,
    committeeId: string,
    applications: readonly string[],
    seed: number,
  ): Promise<void> {
    const [drawn] = await tx.query<{ at: Date }>(
      `select at from review_ties where committee_id = $1 and by_way = 'lot'
          and cardinality(array(select unnest(applications) intersect select unnest($2::uuid[]))) > 1
          and not (seed = $3 and applications @> $2::uuid[] and applications <@ $2::uuid[]) limit 1`,
      [committeeId, applications, seed],
    );
    if (!drawn) return;
    const detail = 'A lot was drawn between two of these already; a discussion may decide otherwise.';
    throw reviewProblems.refuse('tie-not-valid', {}, [{ pointer: '/applicationIds', detail }]);
  }
}
