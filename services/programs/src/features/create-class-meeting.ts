import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import { refuseReversed, type ClassMeeting, type ClassMeetingFields } from '../domain/catalogue.js';
import { classMeetingColumns } from './get-class-meeting.js';

export interface CreateClassMeetingCommand {
  readonly offeringId: string;
  readonly fields: ClassMeetingFields;
}

@Injectable()
export class CreateClassMeeting {
  constructor(private readonly database: Database) {}

  run({ offeringId, fields }: CreateClassMeetingCommand): Promise<ClassMeeting> {
    return this.database.transaction(async (tx) => {
      refuseReversed(fields.beginsAt, fields.endsAt, '/endsAt');
      const [meeting] = await tx.query<ClassMeeting>(
        `insert into class_meetings (id, offering_id, title, begins_at, ends_at, place)
         select $1, id, $3, $4, $5, $6 from offerings where id = $2 returning ${classMeetingColumns}`,
        [uuidv7(), offeringId, fields.title, fields.beginsAt, fields.endsAt, fields.place],
      );
      if (meeting) return meeting;
      const errors = [{ pointer: '/offeringId', detail: 'is not in the catalogue' }];
      throw coreProblems.refuse('validation-failed', {}, errors);
    });
  }
}
