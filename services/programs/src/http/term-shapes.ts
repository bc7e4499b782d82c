import { ApiProperty } from '@nestjs/swagger';
import { PageQuery, MayStay, Words } from '@chiron/http';
import type { HandChanges } from '../domain/hand-changes.js';
import { HandChangesTold, OptionalDay, OptionalWords, TextGiven, Told, ToldOrNull } from './fields.js';

class TermFieldsGiven {
  @OptionalWords(100, { description: 'semester, gradingPeriod, schoolYear, or a word of the source' })
  type?: string | null;

  @OptionalDay()
  beginDate?: string | null;

  @OptionalDay({ description: 'the last day' })
  endDate?: string | null;
}

export class TermChange extends TermFieldsGiven {
  @ApiProperty({ type: 'string', maxLength: 500, required: false })
  @MayStay()
  @Words(500)
  title?: string;
}

export class NewTerm extends TermFieldsGiven {
  @ApiProperty({ type: 'string', maxLength: 500 })
  @Words(500)
  title: string;

  @OptionalWords(63, { description: 'a source that names this term too; needs `sourcedId`' })
  source?: string | null;

  @OptionalWords(255, { description: 'its id in that source, by which the next deliveries find it' })
  sourcedId?: string | null;
}

export class TermsQuery extends PageQuery {
  @TextGiven()
  source?: string;

  @TextGiven()
  sourcedId?: string;
}

export class TermShape {
  @Told('string', 'uuid')
  id: string;

  @ToldOrNull('string')
  source: string | null;

  @ToldOrNull('string')
  sourcedId: string | null;

  @Told('string')
  title: string;

  @ToldOrNull('string')
  type: string | null;

  @ToldOrNull('string', 'date')
  beginDate: string | null;

  @ToldOrNull('string', 'date')
  endDate: string | null;

  @ToldOrNull('string')
  parentSourcedId: string | null;

  @HandChangesTold()
  handChanges: HandChanges | null;

  @Told('integer')
  revision: number;

  @Told('string', 'date-time')
  createdAt: Date;

  @Told('string', 'date-time')
  changedAt: Date;
}

export class TermsPage {
  @ApiProperty({ type: [TermShape] })
  items: TermShape[];

  @ToldOrNull('string')
  next: string | null;
}
