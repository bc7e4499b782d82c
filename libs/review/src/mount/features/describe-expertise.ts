import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Committees } from '../domain/committees.js';
import { Members } from '../domain/members.js';
import { Sight } from '../domain/sight.js';
import { mustBeMember } from '../domain/view.js';

/** A member says what they know about; applications are matched by it. */
@Injectable()
export class DescribeExpertise {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly members: Members,
    private readonly committees: Committees,
  ) {}

  run(command: { committeeId: string; topics: readonly string[]; expertise: string; by: string }): Promise<void> {
    const { committeeId, by, ...described } = command;
    return this.database.transaction(async () => {
      const { personId } = mustBeMember(await this.sight.in(committeeId, by));
      await this.members.describe(committeeId, personId, described);
      await this.committees.assignmentsTouched(committeeId);
    });
  }
}
