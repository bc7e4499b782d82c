import { Injectable } from '@nestjs/common';
import { coreProblems, type Decision } from '@chiron/contracts/core';
import { Outbox } from '@chiron/messaging';
import { Database } from '@chiron/postgres';
import { standing } from '../domain/person.js';
import { ReviewCapacities } from '../domain/review-capacities.js';
import type { ReviewCapacity, SeasonOfPerson } from '../domain/review-capacity.js';
import { standingId } from './merges.pg.js';
import { lockPeople } from './person.pg.js';

type Row = ReviewCapacity & { personId: string; revision: number };

@Injectable()
export class PgReviewCapacities extends ReviewCapacities {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override change(
    of: SeasonOfPerson,
    by: string,
    decide: (of: SeasonOfPerson, present: ReviewCapacity | null) => Decision<ReviewCapacity>,
    expected: (revision: number) => void,
  ): Promise<{ personId: string; revision: number }> {
    const { season } = of;
    return this.database.transaction(async (tx) => {
      const [read] = await tx.query<{ id: string }>(
        `select ${standingId('p.id')} as id from people p where p.id = $1`,
        [of.personId],
      );
      if (!read) throw coreProblems.refuse('not-found', { kind: 'person', id: of.personId });
      const personId = read.id;
      // a merge since then is refused, and the next try finds its survivor
      standing((await lockPeople(tx, [personId])).get(personId)!);
      const rows = await tx.query<Row>(
        `select person_id as "personId", capacity, allotments, revision from review_capacities
          where season = $2 and person_id::text in (
                  select $1::uuid::text union select sourced_id from identifiers where source = 'chiron' and person_id = $1)
          order by person_id for update`,
        [personId, season],
      );
      const own = rows.find((row) => row.personId === personId);
      expected(own?.revision ?? 0);
      const put = async (id: string, present: Row | null): Promise<number> => {
        const { next, events } = decide({ personId: id, season }, present);
        const before = present?.revision ?? 0;
        if (events.length === 0) return before;
        await tx.run(
          `insert into review_capacities (person_id, season, capacity, allotments, revision, changed_by)
           values ($1, $2, $3, $4, 1, $5)
           on conflict (person_id, season) do update set capacity = excluded.capacity, allotments = excluded.allotments,
             revision = review_capacities.revision + 1, changed_by = excluded.changed_by, changed_at = now()`,
          [id, season, next.capacity, JSON.stringify(next.allotments), by],
        );
        const revision = before + 1;
        await this.outbox.add(
          tx,
          events.map((fact) => ({ fact, revision })),
        );
        return revision;
      };
      const revision = await put(personId, own ?? null);
      for (const row of rows) if (row !== own) await put(row.personId, row);
      return { personId, revision };
    });
  }
}
