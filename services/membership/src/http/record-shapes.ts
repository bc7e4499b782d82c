import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { PageQuery } from '@chiron/http';
import type { Progress } from '../features/get-progress.js';
import type {
  CommitteeServiceEntry,
  EnrollmentEntry,
  GrantApplicationEntry,
  GrantEntry,
  RecordEntry,
} from '../features/get-record.js';
import type { AccessView } from '../features/list-access-log.js';

const uuid = { type: String, format: 'uuid' } as const;
const moment = { type: String, format: 'date-time' } as const;
const day = { type: String, format: 'date', nullable: true } as const;
const text = { type: String, nullable: true } as const;

class TitledView {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ ...text, description: 'null until the catalogue’s event arrives' }) title: string | null;
  @ApiProperty(text) code: string | null;
}

class EntryReferenceView {
  @ApiProperty() source: string;
  @ApiProperty() sourcedId: string;
}

class CauseView {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ example: 'chiron.programs.enrollment.opened.v1' }) type: string;
  @ApiProperty(moment) time: string;
}

export class RecordEntryView implements EnrollmentEntry {
  @ApiProperty({ ...uuid, description: 'the enrollment’s id' }) id: string;
  @ApiProperty({ enum: ['enrollment'] }) kind: 'enrollment';
  @ApiProperty({ type: TitledView }) offering: TitledView;
  @ApiProperty({ type: TitledView, nullable: true }) program: TitledView | null;
  @ApiProperty({ enum: ['learner', 'faculty', 'mentor', 'staff'] }) role: string;
  @ApiProperty({ enum: ['pending', 'active', 'completed', 'withdrawn', 'ended'] }) status: string;
  @ApiProperty(day) beginDate: string | null;
  @ApiProperty({ ...day, description: 'the last day' }) endDate: string | null;
  @ApiProperty({ type: EntryReferenceView, description: 'how the source names the person' })
  reference: EntryReferenceView;
  @ApiProperty({ type: CauseView, description: 'the event that made the entry what it is' }) event: CauseView;
}

class CallNamedView {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ ...text, description: 'null until the call’s event arrives' }) code: string | null;
  @ApiProperty({ type: 'integer', nullable: true }) year: number | null;
}

export class GrantApplicationEntryView implements GrantApplicationEntry {
  @ApiProperty({ ...uuid, description: 'the application’s id' }) id: string;
  @ApiProperty({ enum: ['grant-application'], description: 'shown to the person alone' }) kind: 'grant-application';
  @ApiProperty({ type: CallNamedView }) call: CallNamedView;
  @ApiProperty({ enum: ['letter', 'full'] }) stage: string;
  @ApiProperty({ example: 'principal-investigator' }) role: string;
  @ApiProperty({
    enum: [
      'submitted',
      'returned',
      'draft',
      'withdrawn',
      'invited',
      'not-invited',
      'returned-without-review',
      'funded',
      'funded-in-part',
      'revise',
      'declined',
    ],
  })
  status: string;
  @ApiProperty(moment) submittedAt: string;
  @ApiProperty({ type: CauseView }) event: CauseView;
}

export class GrantEntryView implements GrantEntry {
  @ApiProperty({ ...uuid, description: 'the grant’s id' }) id: string;
  @ApiProperty({ enum: ['grant'] }) kind: 'grant';
  @ApiProperty({ type: CallNamedView }) call: CallNamedView;
  @ApiProperty({ example: 'principal-investigator' }) role: string;
  @ApiProperty({ type: 'integer', description: 'integer minor units' }) amountMinor: number;
  @ApiProperty({ example: 'USD' }) currency: string;
  @ApiProperty({ type: String, format: 'date' }) announcedOn: string;
  @ApiProperty({ type: CauseView }) event: CauseView;
}

export class CommitteeServiceEntryView implements CommitteeServiceEntry {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ enum: ['committee-service'] }) kind: 'committee-service';
  @ApiProperty() committee: string;
  @ApiProperty({ type: 'integer' }) year: number;
  @ApiProperty({ type: CauseView }) event: CauseView;
}

const entryViews = [RecordEntryView, GrantApplicationEntryView, GrantEntryView, CommitteeServiceEntryView];

@ApiExtraModels(...entryViews)
export class RecordPage {
  @ApiProperty({ type: 'array', items: { oneOf: entryViews.map((view) => ({ $ref: getSchemaPath(view) })) } })
  items: RecordEntry[];
  @ApiProperty({ ...text, description: 'the cursor of the next page; null on the last' }) next: string | null;
}

export class AccessFilter extends PageQuery {
  @ApiPropertyOptional({ ...uuid, description: 'whose record was read' }) @IsOptional() @IsUUID() personId?: string;
  @ApiPropertyOptional({ description: 'the client that read' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  clientId?: string;
}

export class AccessEntryView implements AccessView {
  @ApiProperty(uuid) id: string;
  @ApiProperty(moment) at: Date;
  @ApiProperty() clientId: string;
  @ApiProperty({ description: 'the client, or the member of staff its token stood for' }) subject: string;
  @ApiProperty({ ...uuid, description: 'whose record was read' }) personId: string;
  @ApiProperty({ ...text, description: 'the header Access-Purpose' }) purpose: string | null;
}

export class AccessPage {
  @ApiProperty({ type: [AccessEntryView] }) items: AccessEntryView[];
  @ApiProperty({ ...text, description: 'the cursor of the next page; null on the last' }) next: string | null;
}

export class ProgressQuery {
  @ApiPropertyOptional({ description: 'the name of a source; all of them where absent' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  source?: string;
}

export class ProgressView implements Progress {
  @ApiProperty({ type: 'integer', description: 'references of the source that mean a person' }) references: number;
  @ApiProperty({ type: 'integer', description: 'people that they mean' }) people: number;
  @ApiProperty({ type: 'integer', description: 'entries of the source that stand in somebody’s record' })
  entries: number;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    description: 'when it was counted; counts are shared for a while',
  })
  asOf: string;
}
