import { ApiProperty } from '@nestjs/swagger';
import { PageQuery, MayStay, Words } from '@chiron/http';
import { programStatuses, type Program } from '../domain/catalogue.js';
import type { HandChanges } from '../domain/hand-changes.js';
import { HandChangesTold, OneOf, OptionalWords, TextGiven, Told, ToldOrNull } from './fields.js';

class ProgramFieldsGiven {
  @OptionalWords(100)
  code?: string | null;

  @OptionalWords(20_000)
  description?: string | null;

  @OneOf(programStatuses, { description: 'draft unless given' })
  status?: Program['status'];
}

export class ProgramChange extends ProgramFieldsGiven {
  @ApiProperty({ type: 'string', maxLength: 500, required: false })
  @MayStay()
  @Words(500)
  title?: string;
}

export class NewProgram extends ProgramFieldsGiven {
  @ApiProperty({ type: 'string', maxLength: 500 })
  @Words(500)
  title: string;

  @OptionalWords(63, { description: 'a source that names this program too; needs `sourcedId`' })
  source?: string | null;

  @OptionalWords(255, { description: 'its id in that source, by which the next deliveries find it' })
  sourcedId?: string | null;
}

export class ProgramsQuery extends PageQuery {
  @OneOf(programStatuses)
  status?: string;

  @TextGiven()
  source?: string;

  @TextGiven()
  sourcedId?: string;

  @TextGiven()
  code?: string;
}

export class ProgramShape {
  @Told('string', 'uuid')
  id: string;

  @ToldOrNull('string')
  source: string | null;

  @ToldOrNull('string')
  sourcedId: string | null;

  @ToldOrNull('string')
  code: string | null;

  @Told('string')
  title: string;

  @ToldOrNull('string')
  description: string | null;

  @ApiProperty({ enum: programStatuses })
  status: Program['status'];

  @HandChangesTold()
  handChanges: HandChanges | null;

  @Told('integer')
  revision: number;

  @Told('string', 'date-time')
  createdAt: Date;

  @Told('string', 'date-time')
  changedAt: Date;
}

export class ProgramsPage {
  @ApiProperty({ type: [ProgramShape] })
  items: ProgramShape[];

  @ToldOrNull('string')
  next: string | null;
}
