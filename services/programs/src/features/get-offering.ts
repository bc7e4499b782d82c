import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import type { Offering } from '../domain/catalogue.js';

/** A row of `offerings` as a `Offering`. */
export const offeringColumns = `id, program_id as "programId", source, sourced_id as "sourcedId", code, title, status,
  begin_date::text as "beginDate", end_date::text as "endDate", seats, revision, hand_changes as "handChanges",
  created_at as "createdAt",
  changed_at as "changedAt",
  array(select term_id from offering_terms where offering_id = offerings.id order by term_id) as "termIds"`;

@Injectable()
export class GetOffering {
  constructor(private readonly database: Database) {}

  async run(id: string): Promise<Offering> {
    const [offering] = await this.database.query<Offering>(`select ${offeringColumns} from offerings where id = $1`, [
      id,
    ]);
    if (!offering) throw coreProblems.refuse('not-found', { kind: 'offering', id });
    return offering;
  }
}
