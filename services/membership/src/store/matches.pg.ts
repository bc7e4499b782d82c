import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { Matches, type Match } from '../domain/matches.js';
import { standingId } from './merges.pg.js';
import { lockRegister } from './register-lock.pg.js';

@Injectable()
export class PgMatches extends Matches {
  constructor(private readonly database: Database) {
    super();
  }

  override lock(id: string): Promise<Match> {
    return this.database.transaction(async (tx) => {
      await lockRegister(tx);
      const [match] = await tx.query<Match>(
        `select id, state, ${standingId('person_id')} as "personId", ${standingId('other_person_id')} as "otherPersonId"
           from matches where id = $1 for update`,
        [id],
      );
      if (!match) throw coreProblems.refuse('not-found', { kind: 'match', id });
      return match;
    });
  }

  override async keepApart(id: string, by: string): Promise<void> {
    await this.database.query(
      `update matches set state = 'kept-apart', decided_by = $2, decided_at = now() where id = $1`,
      [id, by],
    );
  }
}
