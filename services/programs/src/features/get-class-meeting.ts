import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import type { ClassMeeting } from '../domain/catalogue.js';

/** A row of `class_meetings` as a `ClassMeeting`. */
export const classMeetingColumns = `id, offering_id as "offeringId", title, begins_at as "beginsAt", ends_at as "endsAt", place, revision,
  created_at as "createdAt", changed_at as "changedAt"`;

@Injectable()
export class GetClassMeeting {
  constructor(private readonly database: Database) {}

  async run(id: string): Promise<ClassMeeting> {
    const [classMeeting] = await this.database.query<ClassMeeting>(
      `select ${classMeetingColumns} from class_meetings where id = $1`,
      [id],
    );
    if (!classMeeting) throw coreProblems.refuse('not-found', { kind: 'class meeting', id });
    return classMeeting;
  }
}
