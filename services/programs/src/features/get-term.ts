import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import type { Term } from '../domain/catalogue.js';

/** A row of `terms` as a `Term`. */
export const termColumns = `id, source, sourced_id as "sourcedId", title, type, begin_date::text as "beginDate",
  end_date::text as "endDate", parent_sourced_id as "parentSourcedId", revision, hand_changes as "handChanges",
  created_at as "createdAt",
  changed_at as "changedAt"`;

@Injectable()
export class GetTerm {
  constructor(private readonly database: Database) {}

  async run(id: string): Promise<Term> {
    const [term] = await this.database.query<Term>(`select ${termColumns} from terms where id = $1`, [id]);
    if (!term) throw coreProblems.refuse('not-found', { kind: 'term', id });
    return term;
  }
}
