import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { FundingRule } from '../../ranking/budget.js';
import { FundingRules, type StoredRule } from '../domain/funding.js';
import { Ledger } from '../domain/ledger.js';

@Injectable()
export class PgFundingRules extends FundingRules {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  async present(committeeId: string): Promise<StoredRule | null> {
    const [row] = await this.database.query<Omit<StoredRule, 'at'> & { at: Date }>(
      'select rule, revision, by_person as by, at from review_funding where committee_id = $1',
      [committeeId],
    );
    return row ? { ...row, at: row.at.toISOString() } : null;
  }

  set(
    committeeId: string,
    rule: FundingRule,
    by: string,
    at: string,
    check: (present: StoredRule | null) => void,
  ): Promise<StoredRule> {
    return this.database.transaction(async (tx) => {
      await tx.query('select id from review_committees where id = $1 for update', [committeeId]);
      const present = await this.present(committeeId);
      check(present);
      const revision = (present?.revision ?? 0) + 1;
      await tx.query(
        `insert into review_funding (committee_id, rule, by_person, at, revision) values ($1, $2, $3, $4, $5)
         on conflict (committee_id) do update
           set rule = excluded.rule, by_person = excluded.by_person, at = excluded.at, revision = excluded.revision`,
        [committeeId, JSON.stringify(rule), by, at, revision],
      );
      await this.ledger.note({ committeeId, by, act: 'funding-set', facts: { ...rule } });
      return { rule, by, at, revision };
    });
  }
}
