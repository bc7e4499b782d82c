import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database, violatedConstraint } from '@chiron/postgres';
import { reviewProblems } from '../../problems.js';
import { Committees } from '../domain/committees.js';
import { ReviewPeople } from '../domain/known-people.js';
import { Ledger } from '../domain/ledger.js';
import { Members, type Appointment } from '../domain/members.js';

const noMember = (id: string): Error => coreProblems.refuse('not-found', { kind: 'member', id });

const tooMuch = (detail: string): Error =>
  reviewProblems.refuse('capacity-exceeded', {}, [{ pointer: '/capacity', detail }]);

@Injectable()
export class PgMembers extends Members {
  constructor(
    private readonly database: Database,
    private readonly committees: Committees,
    private readonly people: ReviewPeople,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  override async put(
    committeeId: string,
    { personId, role, kinds, capacity, place }: Appointment,
    by: string,
    expected: (revision: number) => void,
  ): Promise<{ personId: string; revision: number; added: boolean }> {
    const { season } = await this.committees.lock(committeeId);
    const [present] = await this.database.query<{ id: string; revision: number; capacity: number; left: boolean }>(
      `select person_id as id, revision, capacity, left_at is not null as left from review_members
        where committee_id = $1 and person_id = any(review_same($2)) order by left_at nulls first limit 1`,
      [committeeId, personId],
    );
    if (present && !present.left) expected(present.revision);
    else if (!(await this.people.names([personId])).has(personId)) {
      throw coreProblems.refuse('not-found', { kind: 'person', id: personId });
    }
    const id = present?.id ?? personId;
    const { taken, limit } = await this.season(id, season);
    const had = present && !present.left ? present.capacity : 0;
    // whoever has more than is allotted since keeps it, and may take on less
    if (limit !== null && capacity > had && taken - had + capacity > limit)
      throw tooMuch(`leaves ${Math.max(0, limit - taken + had)} of the season`);
    try {
      const [row] = await this.database.query<{ revision: number }>(
        `insert into review_members (committee_id, person_id, role, kinds, capacity, place, added_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (committee_id, person_id) do update set role = excluded.role, kinds = excluded.kinds,
           capacity = excluded.capacity, place = excluded.place, left_at = null, revision = review_members.revision + 1
         returning revision`,
        [committeeId, id, role, kinds, capacity, place, by],
      );
      await this.committees.assignmentsTouched(committeeId);
      await this.ledger.note({ committeeId, by, act: 'member-appointed', personId: id, facts: { role, capacity } });
      return { personId: id, revision: row!.revision, added: !present || present.left };
    } catch (error) {
      if (violatedConstraint(error) === 'review_members_chair')
        throw reviewProblems.refuse('chair-taken', {}, [{ pointer: '/role', detail: 'The committee has a chair.' }]);
      throw error;
    }
  }

  override async leave(committeeId: string, personId: string, by: string): Promise<string> {
    await this.committees.lock(committeeId);
    const [row] = await this.database.query<{ id: string }>(
      `update review_members set left_at = now(), revision = revision + 1
        where committee_id = $1 and person_id = any(review_same($2)) and left_at is null returning person_id as id`,
      [committeeId, personId],
    );
    if (!row) throw noMember(personId);
    await this.committees.assignmentsTouched(committeeId);
    await this.ledger.note({ committeeId, by, act: 'member-left', personId: row.id });
    return row.id;
  }

  override async describe(
    committeeId: string,
    personId: string,
    { topics, expertise }: { topics: readonly string[]; expertise: string },
  ): Promise<void> {
    await this.database.query(
      'update review_members set topics = $3, expertise = $4 where committee_id = $1 and person_id = $2',
      [committeeId, personId, topics, expertise],
    );
  }

  override async limit(
    committeeId: string,
    personId: string,
    { season, capacity, by }: { season: string; capacity: number | null; by: string },
  ): Promise<void> {
    if (!(await this.people.names([personId])).has(personId)) {
      throw coreProblems.refuse('not-found', { kind: 'person', id: personId });
    }
    const { taken, allotted } = await this.season(personId, season);
    if (capacity !== null && allotted !== null && capacity > allotted)
      throw tooMuch(`membership allots ${allotted} of the season`);
    if (capacity !== null && taken > capacity) throw tooMuch(`committees have ${taken} of the season`);
    await this.database.query('delete from review_capacities where person_id = any(review_same($1)) and season = $2', [
      personId,
      season,
    ]);
    if (capacity !== null) {
      await this.database.query('insert into review_capacities values ($1, $2, $3)', [personId, season, capacity]);
    }
    await this.ledger.note({ committeeId, by, act: 'season-capacity-set', personId, facts: { season, capacity } });
  }

  /** What a person has taken on in a season, of how much at most, and what membership allots; held until the transaction ends. */
  private async season(
    personId: string,
    season: string,
  ): Promise<{ taken: number; limit: number | null; allotted: number | null }> {
    await this.database.query(
      `select pg_advisory_xact_lock(hashtextextended('review_season ' || $2 || one.id, 0))
         from (select min(same.id::text) as id from unnest(review_same($1)) as same(id)) as one`,
      [personId, season],
    );
    const [row] = await this.database.query<{ taken: number; limit: number | null; allotted: number | null }>(
      `select review_season_taken($1, $2) as taken, review_season_limit($1, $2) as limit,
              (select min(reviews) from review_allotments
                where person_id = any(review_same($1)) and season = $2) as allotted`,
      [personId, season],
    );
    return row!;
  }
}
