import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { ClassMeeting } from '../domain/catalogue.js';
import { classMeetingColumns } from './get-class-meeting.js';

export interface ClassMeetingsWanted {
  readonly offeringId?: string | undefined;
  readonly limit: number;
  /** the last id of the page before */
  readonly after: string | null;
}

/** In the order of their ids, which is that of their making; one more than the limit, where there is one. */
@Injectable()
export class ListClassMeetings {
  constructor(private readonly database: Database) {}

  run(wanted: ClassMeetingsWanted): Promise<ClassMeeting[]> {
    return this.database.query<ClassMeeting>(
      `select ${classMeetingColumns} from class_meetings
       where ($1::uuid is null or id > $1)
         and ($3::uuid is null or offering_id = $3)
       order by id limit $2`,
      [wanted.after, wanted.limit + 1, wanted.offeringId],
    );
  }
}
