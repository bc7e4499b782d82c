import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Bases } from '../domain/bases.js';
import { Ledger } from '../domain/ledger.js';

@Injectable()
export class PgBases extends Bases {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  override async of(committeeId: string): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(
      'select earlier_id as id from review_bases where committee_id = $1 order by place',
      [committeeId],
    );
    return rows.map(({ id }) => id);
  }

  override set(committeeId: string, earlier: readonly string[], by: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      await tx.query('select id from review_committees where id = $1 for update', [committeeId]);
      await tx.query('delete from review_bases where committee_id = $1', [committeeId]);
      await tx.query(
        `insert into review_bases (committee_id, earlier_id, place)
         select $1, id, place from unnest($2::uuid[]) with ordinality as earlier(id, place)`,
        [committeeId, earlier],
      );
      await this.ledger.note({ committeeId, by, act: 'percentile-base-set', facts: { committeeIds: earlier } });
    });
  }
}
