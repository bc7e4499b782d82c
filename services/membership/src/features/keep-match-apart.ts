import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Matches, undecided } from '../domain/matches.js';

/** A human found that the two are two; nobody is asked about this pair again. */
@Injectable()
export class KeepMatchApart {
  constructor(
    private readonly database: Database,
    private readonly matches: Matches,
  ) {}

  run({ matchId, by }: { matchId: string; by: string }): Promise<void> {
    return this.database.transaction(async () => {
      const match = undecided(await this.matches.lock(matchId));
      await this.matches.keepApart(match.id, by);
    });
  }
}
