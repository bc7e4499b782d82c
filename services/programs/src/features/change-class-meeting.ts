import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { changed, refuseReversed, type ClassMeeting, type ClassMeetingFields } from '../domain/catalogue.js';
import { classMeetingColumns } from './get-class-meeting.js';

export interface ChangeClassMeetingCommand {
  readonly id: string;
  /** what is absent stays */
  readonly change: Partial<ClassMeetingFields>;
  /** refuses unless the caller saw this revision */
  match(revision: number): void;
}

@Injectable()
export class ChangeClassMeeting {
  constructor(private readonly database: Database) {}

  run({ id, change, match }: ChangeClassMeetingCommand): Promise<ClassMeeting> {
    return this.database.transaction(async (tx) => {
      const [present] = await tx.query<ClassMeeting>(
        `select ${classMeetingColumns} from class_meetings where id = $1 for update`,
        [id],
      );
      if (!present) throw coreProblems.refuse('not-found', { kind: 'class meeting', id });
      match(present.revision);
      const next = changed(present, change);
      if (!next) return present;
      refuseReversed(next.beginsAt, next.endsAt, change.endsAt === undefined ? '/beginsAt' : '/endsAt');
      const [saved] = await tx.query<ClassMeeting>(
        `update class_meetings set title = $2, begins_at = $3, ends_at = $4, place = $5, revision = revision + 1,
           changed_at = now() where id = $1 returning ${classMeetingColumns}`,
        [id, next.title, next.beginsAt, next.endsAt, next.place],
      );
      return saved!;
    });
  }
}
