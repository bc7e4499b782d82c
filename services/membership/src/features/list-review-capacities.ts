import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';

export interface ReviewCapacityView {
  /** as whom the person is read since merges */
  personId: string;
  season: string;
  capacity: number;
  allotments: { service: string; reviews: number }[];
  /** the ETag of this season's */
  revision: number;
  changedBy: string;
  changedAt: Date;
}

@Injectable()
export class ListReviewCapacities {
  constructor(private readonly database: Database) {}

  /** What a person takes on, season by season, the latest first; of a merged record, what was said of its survivor. */
  async run(personId: string, season?: string): Promise<ReviewCapacityView[]> {
    const [person] = await this.database.query<{ id: string }>(
      `select coalesce((select person_id from identifiers where source = 'chiron' and sourced_id = p.id::text), p.id) as id
         from people p where p.id = $1`,
      [personId],
    );
    if (!person) throw coreProblems.refuse('not-found', { kind: 'person', id: personId });
    return this.database.query<ReviewCapacityView>(
      `select person_id as "personId", season, capacity, allotments, revision, changed_by as "changedBy",
              changed_at as "changedAt"
         from review_capacities where person_id = $1 and ($2::text is null or season = $2) order by season desc`,
      [person.id, season ?? null],
    );
  }

  async one(personId: string, season: string): Promise<ReviewCapacityView> {
    const [capacity] = await this.run(personId, season);
    if (!capacity) throw coreProblems.refuse('not-found', { kind: 'review capacity', id: season });
    return capacity;
  }
}
