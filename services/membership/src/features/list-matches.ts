import { Injectable } from '@nestjs/common';
import { pageOf, type Page } from '@chiron/http';
import { Database } from '@chiron/postgres';
import type { MatchState } from '../domain/matches.js';
import type { Reference } from '../domain/reference.js';
import { idOf, summaryColumns, type PersonSummary } from './list-people.js';

export interface MatchView {
  id: string;
  state: MatchState;
  /** why a human must look */
  doubt: string;
  /** the reference that raised it */
  reference: Reference;
  /** the younger record, and the older one that it may belong to; as they stand after later merges */
  person: PersonSummary;
  other: PersonSummary;
  mergeId: string | null;
  createdAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
}

@Injectable()
export class ListMatches {
  constructor(private readonly database: Database) {}

  async run({
    state,
    limit,
    cursor,
  }: {
    state?: MatchState;
    limit: number;
    cursor?: string;
  }): Promise<Page<MatchView>> {
    const after = idOf(cursor);
    const rows = await this.database.query<MatchView>(
      `select m.id, m.state, m.doubt, jsonb_build_object('source', m.source, 'sourcedId', m.sourced_id) as reference,
              ${summary('m.person_id')} as person, ${summary('m.other_person_id')} as other, m.merge_id as "mergeId",
              m.created_at as "createdAt", m.decided_by as "decidedBy", m.decided_at as "decidedAt"
         from matches m
        where ($1::text is null or m.state = $1) and ($2::uuid is null or m.id > $2) order by m.id limit $3`,
      [state ?? null, after, limit + 1],
    );
    return pageOf(rows, limit, (row) => [row.id]);
  }
}

const summary = (id: string): string => `(
  select to_jsonb(one) from (
    select ${summaryColumns} from people p where p.id = coalesce(
      (select person_id from identifiers where source = 'chiron' and sourced_id = ${id}::text), ${id})) one)`;
