import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { pageOf, type Page } from '@chiron/http';
import { Database } from '@chiron/postgres';
import { idOf } from './list-people.js';

export interface MergeView {
  id: string;
  /** the record that is read as the other */
  personId: string;
  intoPersonId: string;
  mergedBy: string;
  mergedAt: Date;
  undoneBy: string | null;
  undoneAt: Date | null;
}

const columns = `id, person_id as "personId", into_person_id as "intoPersonId", merged_by as "mergedBy",
  merged_at as "mergedAt", undone_by as "undoneBy", undone_at as "undoneAt"`;

@Injectable()
export class ListMerges {
  constructor(private readonly database: Database) {}

  /** Merges, the newest first; with `personId` those in which this person took part. */
  async run({
    personId,
    limit,
    cursor,
  }: {
    personId?: string;
    limit: number;
    cursor?: string;
  }): Promise<Page<MergeView>> {
    const before = idOf(cursor);
    const rows = await this.database.query<MergeView>(
      `select ${columns} from merges
        where ($1::uuid is null or person_id = $1 or into_person_id = $1) and ($2::uuid is null or id < $2)
        order by id desc limit $3`,
      [personId ?? null, before, limit + 1],
    );
    return pageOf(rows, limit, (row) => [row.id]);
  }

  async one(id: string): Promise<MergeView> {
    const [row] = await this.database.query<MergeView>(`select ${columns} from merges where id = $1`, [id]);
    if (!row) throw coreProblems.refuse('not-found', { kind: 'merge', id });
    return row;
  }
}
