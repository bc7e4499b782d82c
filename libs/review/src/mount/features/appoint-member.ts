import { Injectable } from '@nestjs/common';
import { requireMatch } from '@chiron/http';
import { Database } from '@chiron/postgres';
import { ConflictFinder } from '../domain/conflict-finder.js';
import { Members, type Appointment } from '../domain/members.js';
import { Sight } from '../domain/sight.js';
import { mustBeOfficer } from '../domain/view.js';

export interface AppointMemberCommand extends Omit<Appointment, 'capacity'> {
  /** As many as the round says where absent. */
  readonly capacity?: number;
  readonly committeeId: string;
  readonly ifMatch?: string;
  readonly by: string;
}

/** An officer appoints a member, or changes what a member is; conflicts are found at once. */
@Injectable()
export class AppointMember {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly members: Members,
    private readonly conflicts: ConflictFinder,
  ) {}

  run({
    committeeId,
    ifMatch,
    by,
    ...appointment
  }: AppointMemberCommand): Promise<{ revision: number; added: boolean }> {
    return this.database.transaction(async () => {
      const view = await this.sight.in(committeeId, by);
      mustBeOfficer(view);
      const capacity = appointment.capacity ?? view.round.settings.reviewsPerReviewer;
      const put = await this.members.put(committeeId, { ...appointment, capacity }, by, (revision) =>
        requireMatch(ifMatch, revision),
      );
      await this.conflicts.find(committeeId, view.round, { personId: put.personId });
      return put;
    });
  }
}
