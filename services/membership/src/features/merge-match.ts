import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { Matches, survivorOf, undecided } from '../domain/matches.js';
import { Merges } from '../domain/merges.js';
import { merge } from '../domain/merging.js';

export interface MergeMatchCommand {
  readonly matchId: string;
  /** which record stays; the older one unless named */
  readonly survivorId?: string;
  readonly by: string;
}

/** A human found that the two are one. */
@Injectable()
export class MergeMatch {
  constructor(
    private readonly database: Database,
    private readonly matches: Matches,
    private readonly merges: Merges,
  ) {}

  run({ matchId, survivorId, by }: MergeMatchCommand): Promise<string> {
    return this.database.transaction(async () => {
      const match = undecided(await this.matches.lock(matchId));
      if (survivorId !== undefined && ![match.personId, match.otherPersonId].includes(survivorId)) {
        const errors = [{ pointer: '/survivorId', detail: 'must be one of the two people of the match' }];
        throw coreProblems.refuse('validation-failed', {}, errors);
      }
      const { personId, intoPersonId } = survivorOf(match, survivorId);
      return this.merges.merge(personId, intoPersonId, by, merge);
    });
  }
}
