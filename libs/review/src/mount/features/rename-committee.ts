import { Injectable } from '@nestjs/common';
import { requireMatch } from '@chiron/http';
import { Database } from '@chiron/postgres';
import { Committees } from '../domain/committees.js';
import { Sight } from '../domain/sight.js';
import { mustBeOfficer } from '../domain/view.js';

@Injectable()
export class RenameCommittee {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly committees: Committees,
  ) {}

  run(command: { committeeId: string; name: string; ifMatch?: string; by: string }): Promise<number> {
    const { committeeId, name, ifMatch, by } = command;
    return this.database.transaction(async () => {
      mustBeOfficer(await this.sight.in(committeeId, by));
      requireMatch(ifMatch, (await this.committees.lock(committeeId)).revision);
      return this.committees.changed(committeeId, { name });
    });
  }
}
