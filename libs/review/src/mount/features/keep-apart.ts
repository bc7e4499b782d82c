import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { Committees } from '../domain/committees.js';
import { Sight } from '../domain/sight.js';
import { mustBeOfficer } from '../domain/view.js';

/** Two members must not review the same application; or may again. */
@Injectable()
export class KeepApart {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly committees: Committees,
  ) {}

  run(command: { committeeId: string; people: readonly [string, string]; apart: boolean; by: string }): Promise<void> {
    const { committeeId, people, apart, by } = command;
    return this.database.transaction(async (tx) => {
      mustBeOfficer(await this.sight.in(committeeId, by));
      const found = await tx.query<{ id: string }>(
        'select person_id as id from review_members where committee_id = $1 and person_id = any($2) and left_at is null',
        [committeeId, people],
      );
      const missing = people.find((id) => !found.some((row) => row.id === id));
      if (missing) {
        const errors = [
          { pointer: missing === people[0] ? '/one' : '/other', detail: 'is no member of the committee' },
        ];
        throw coreProblems.refuse('not-found', { kind: 'member', id: missing }, errors);
      }
      const [one, other] = [...people].sort() as [string, string];
      if (one === other) {
        const errors = [{ pointer: '/other', detail: 'must be somebody else' }];
        throw coreProblems.refuse('validation-failed', {}, errors);
      }
      const pair = [committeeId, one, other];
      if (apart) await tx.run('insert into review_apart values ($1, $2, $3) on conflict do nothing', pair);
      else await tx.run('delete from review_apart where committee_id = $1 and one = $2 and other = $3', pair);
      await this.committees.assignmentsTouched(committeeId);
    });
  }

  async list(committeeId: string, personId: string): Promise<{ one: string; other: string }[]> {
    mustBeOfficer(await this.sight.in(committeeId, personId));
    return this.database.query('select one, other from review_apart where committee_id = $1 order by one, other', [
      committeeId,
    ]);
  }
}
