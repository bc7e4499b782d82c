import { ApiProperty } from '@nestjs/swagger';
import { PageQuery, MayStay, Words } from '@chiron/http';
import { IsUUID } from 'class-validator';
import { IdGiven, Moment, MomentGiven, OptionalWords, Told, ToldOrNull } from './fields.js';

export class ClassMeetingChange {
  @ApiProperty({ type: 'string', maxLength: 500, required: false })
  @MayStay()
  @Words(500)
  title?: string;

  @MomentGiven()
  beginsAt?: string;

  @MomentGiven()
  endsAt?: string;

  @OptionalWords(500)
  place?: string | null;
}

export class NewClassMeeting {
  @ApiProperty({ type: 'string', format: 'uuid' })
  @IsUUID()
  offeringId: string;

  @ApiProperty({ type: 'string', maxLength: 500 })
  @Words(500)
  title: string;

  @Moment()
  beginsAt: string;

  @Moment()
  endsAt: string;

  @OptionalWords(500)
  place?: string | null;
}

export class ClassMeetingsQuery extends PageQuery {
  @IdGiven()
  offeringId?: string;
}

export class ClassMeetingShape {
  @Told('string', 'uuid')
  id: string;

  @Told('string', 'uuid')
  offeringId: string;

  @Told('string')
  title: string;

  @Told('string', 'date-time')
  beginsAt: Date;

  @Told('string', 'date-time')
  endsAt: Date;

  @ToldOrNull('string')
  place: string | null;

  @Told('integer')
  revision: number;

  @Told('string', 'date-time')
  createdAt: Date;

  @Told('string', 'date-time')
  changedAt: Date;
}

export class ClassMeetingsPage {
  @ApiProperty({ type: [ClassMeetingShape] })
  items: ClassMeetingShape[];

  @ToldOrNull('string')
  next: string | null;
}
