import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Members } from '../domain/members.js';
import { Sight } from '../domain/sight.js';
import { mustBeOfficer } from '../domain/view.js';

/** An officer says what a person takes on in the round's season over all committees. */
@Injectable()
export class LimitSeason {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly members: Members,
  ) {}

  run(command: { committeeId: string; personId: string; capacity: number | null; by: string }): Promise<void> {
    return this.database.transaction(async () => {
      const view = await this.sight.in(command.committeeId, command.by);
      mustBeOfficer(view);
      const { committeeId, personId, capacity, by } = command;
      await this.members.limit(committeeId, personId, { season: view.round.season, capacity, by });
    });
  }
}
