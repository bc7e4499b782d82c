import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { ConflictFinder } from '../domain/conflict-finder.js';
import { Sight } from '../domain/sight.js';
import { mustAdminister } from '../domain/view.js';

/** Looks again for conflicts in the platform's record: it may know more by now. */
@Injectable()
export class FindConflicts {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly finder: ConflictFinder,
  ) {}

  run({ committeeId, by }: { committeeId: string; by: string }): Promise<void> {
    return this.database.transaction(async () => {
      const view = await this.sight.in(committeeId, by);
      mustAdminister(view);
      await this.finder.find(committeeId, view.round);
    });
  }
}
