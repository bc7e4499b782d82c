import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { programsTopics } from '@chiron/contracts/programs';
import { httpMigrations } from '@chiron/http';
import { MessagingModule, messagingMigrations } from '@chiron/messaging';
import { PostgresModule } from '@chiron/postgres';
import type { Config } from './config.js';
import { ClassMeetingRow } from './store/class-meeting.row.js';
import { EnrollmentRow } from './store/enrollment.row.js';
import { Catalogue1795327200000 } from './store/migrations/1795327200000-catalogue.js';
import { OfferingRow, OfferingTermRow } from './store/offering.row.js';
import { PersonRow } from './store/person.row.js';
import { ProgramRow } from './store/program.row.js';
import { SourceRow } from './store/source.row.js';
import { TermRow } from './store/term.row.js';

// One list per kind, one line per item: catalogue, sources and enrollments above, imports below.

export const entities: Type[] = [
  SourceRow,
  ProgramRow,
  TermRow,
  OfferingRow,
  OfferingTermRow,
  ClassMeetingRow,
  PersonRow,
  EnrollmentRow,
  // imports
];

export const migrations = [
  ...messagingMigrations,
  ...httpMigrations,
  Catalogue1795327200000,
  // imports
];

const controllers: Type[] = [
  // imports
];

const features: Provider[] = [
  // imports
];

const stores: Provider[] = [
  // imports
];

const reactions: Type[] = [];

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PostgresModule.forRoot({ url: config.databaseUrl, applicationName: 'programs', entities, migrations }),
        MessagingModule.forService({
          service: 'programs',
          bus: config.eventBus,
          publishes: programsTopics,
          reactions,
        }),
      ],
      controllers,
      providers: [{ provide: Clock, useValue: new Clock(config.timeZone) }, ...stores, ...features],
    };
  }
}
