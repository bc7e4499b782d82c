import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Payables, type Payable } from '../domain/funding-decisions.js';
import { PeopleFacts } from '../domain/people-facts.js';
import { nameOf } from '../domain/shown-name.js';

@Injectable()
export class PgPayables extends Payables {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleFacts,
  ) {
    super();
  }

  override async of(applicationIds: readonly string[]): Promise<ReadonlyMap<string, Payable>> {
    const rows = await this.database.query<Omit<Payable, 'recipient'> & Record<string, unknown>>(
      `select a.id as "applicationId", g.id as "grantId", standing_of(a.applicant_id) as "recipientId",
              coalesce(b.lines, '[]'::jsonb) as lines
         from applications a
         left join grants g on g.application_id = a.id
         left join application_budgets b on b.application_id = a.id
        where a.id = any($1::uuid[])`,
      [applicationIds],
    );
    const facts = await this.people.facts(rows.map(({ recipientId }) => recipientId));
    return new Map(
      rows.map((row) => [row.applicationId, { ...row, recipient: nameOf(facts.get(row.recipientId)) ?? null }]),
    );
  }
}
