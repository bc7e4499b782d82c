import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import { Ledger } from '../domain/ledger.js';
import { Rounds } from '../domain/round.js';

export interface CreateCommitteeCommand {
  readonly roundId: string;
  readonly name: string;
  readonly by: string;
}

/** An officer of the round sets up a committee for it; it begins with bidding. */
@Injectable()
export class CreateCommittee {
  constructor(
    private readonly database: Database,
    private readonly rounds: Rounds,
    private readonly ledger: Ledger,
  ) {}

  async run({ roundId, name, by }: CreateCommitteeCommand): Promise<string> {
    const round = await this.rounds.round(roundId);
    if (!round || !(await this.rounds.isOfficer(by, roundId))) {
      throw coreProblems.refuse('not-found', { kind: 'round', id: roundId });
    }
    const id = uuidv7();
    await this.database.transaction(async (tx) => {
      await tx.run(
        'insert into review_committees (id, round_id, season, name, created_by) values ($1, $2, $3, $4, $5)',
        [id, roundId, round.season, name, by],
      );
      await this.ledger.note({ committeeId: id, by, act: 'committee-created', facts: { name } });
    });
    return id;
  }
}
