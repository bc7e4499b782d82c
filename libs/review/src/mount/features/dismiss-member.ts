import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Assignments } from '../domain/assignments.js';
import { Members } from '../domain/members.js';
import { Sight } from '../domain/sight.js';
import { mustBeOfficer } from '../domain/view.js';

/** A member leaves; what was assigned to that person ends, and is balanced again. */
@Injectable()
export class DismissMember {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly members: Members,
    private readonly assignments: Assignments,
  ) {}

  run({ committeeId, personId, by }: { committeeId: string; personId: string; by: string }): Promise<void> {
    return this.database.transaction(async () => {
      mustBeOfficer(await this.sight.in(committeeId, by));
      const sat = await this.members.leave(committeeId, personId, by);
      await this.assignments.end({ committeeId, personIds: [sat] }, 'withdrawn', 'left the committee', by);
    });
  }
}
