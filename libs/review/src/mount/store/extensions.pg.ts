import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Extensions, type Extension } from '../domain/extensions.js';
import { Ledger } from '../domain/ledger.js';

const columns = 'person_id as "personId", due, reason, by_person as by, at';

@Injectable()
export class PgExtensions extends Extensions {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  override all(committeeId: string): Promise<readonly Extension[]> {
    return this.database.query<Extension & Record<string, unknown>>(
      `select ${columns} from review_extensions where committee_id = $1 order by person_id`,
      [committeeId],
    );
  }

  override give(
    committeeId: string,
    { personId, due, reason, by, at }: { personId: string; due: string; reason: string; by: string; at: string },
  ): Promise<Extension | null> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<Extension & Record<string, unknown>>(
        `insert into review_extensions (committee_id, person_id, due, reason, by_person, at)
         select m.committee_id, m.person_id, $3, $4, $5, $6 from review_members m
          where m.committee_id = $1 and m.person_id = any(review_same($2)) and m.left_at is null
         on conflict (committee_id, person_id) do update
           set due = excluded.due, reason = excluded.reason, by_person = excluded.by_person, at = excluded.at
         returning ${columns}`,
        [committeeId, personId, due, reason, by, at],
      );
      if (!row) return null;
      await this.ledger.note({ committeeId, by, act: 'due-extended', personId: row.personId, facts: { due, reason } });
      return row;
    });
  }
}
