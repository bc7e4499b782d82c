import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { programsTopics } from '@chiron/contracts/programs';
import { httpMigrations } from '@chiron/http';
import { MessagingModule, messagingMigrations } from '@chiron/messaging';
import { PostgresModule } from '@chiron/postgres';
import type { Config } from './config.js';
import { Enrollments } from './domain/enrollments.js';
import { Retention } from './domain/import.js';
import { KnownPeople } from './domain/known-people.js';
import { Sources } from './domain/sources.js';
import { AmendEnrollment } from './features/amend-enrollment.js';
import { ChangeClassMeeting } from './features/change-class-meeting.js';
import { ChangeOffering } from './features/change-offering.js';
import { ChangeProgram } from './features/change-program.js';
import { ChangeSource } from './features/change-source.js';
import { ChangeTerm } from './features/change-term.js';
import { CompleteEnrollment } from './features/complete-enrollment.js';
import { CreateClassMeeting } from './features/create-class-meeting.js';
import { CreateOffering } from './features/create-offering.js';
import { CreateProgram } from './features/create-program.js';
import { CreateSource } from './features/create-source.js';
import { CreateTerm } from './features/create-term.js';
import { EndEnrollment } from './features/end-enrollment.js';
import { GetClassMeeting } from './features/get-class-meeting.js';
import { EnrollmentViews } from './domain/enrollment-views.js';
import { GetEnrollment } from './features/get-enrollment.js';
import { GetOffering } from './features/get-offering.js';
import { GetProgram } from './features/get-program.js';
import { GetSource } from './features/get-source.js';
import { GetTerm } from './features/get-term.js';
import { ListClassMeetings } from './features/list-class-meetings.js';
import { ListEnrollments } from './features/list-enrollments.js';
import { ListOfferings } from './features/list-offerings.js';
import { ListPrograms } from './features/list-programs.js';
import { ListSources } from './features/list-sources.js';
import { ListTerms } from './features/list-terms.js';
import { OnReferenceReleased } from './features/on-reference-released.js';
import { OnReferenceResolved } from './features/on-reference-resolved.js';
import { ReportLongPending } from './features/report-long-pending.js';
import { WithdrawEnrollment } from './features/withdraw-enrollment.js';
import { ClassMeetingsController } from './http/class-meetings.controller.js';
import { EnrollmentEndsController } from './http/enrollment-ends.controller.js';
import { EnrollmentsController } from './http/enrollments.controller.js';
import { OfferingsController } from './http/offerings.controller.js';
import { ProgramsController } from './http/programs.controller.js';
import { SourcesController } from './http/sources.controller.js';
import { TermsController } from './http/terms.controller.js';
import { ClassMeetingRow } from './store/class-meeting.row.js';
import { EnrollmentRow } from './store/enrollment.row.js';
import { EnrollmentsPg } from './store/enrollments.pg.js';
import { KnownPeoplePg } from './store/known-people.pg.js';
import { importControllers, importProviders } from './imports.module.js';
import { Catalogue1795327200000 } from './store/migrations/1795327200000-catalogue.js';
import { Imports1795327300000 } from './store/migrations/1795327300000-imports.js';
import { HandChangesAndRetention1795327400000 } from './store/migrations/1795327400000-hand-changes-and-retention.js';
import { ToldOrganisations1795327500000 } from './store/migrations/1795327500000-told-organisations.js';
import { NoDemographics1795327600000 } from './store/migrations/1795327600000-no-demographics.js';
import { OfferingRow, OfferingTermRow } from './store/offering.row.js';
import { PersonRow } from './store/person.row.js';
import { ProgramRow } from './store/program.row.js';
import { SourceRow } from './store/source.row.js';
import { SourcesPg } from './store/sources.pg.js';
import { TermRow } from './store/term.row.js';

// One list per kind, one line per item; those of imports stand in imports.ts.

export const entities: Type[] = [
  SourceRow,
  ProgramRow,
  TermRow,
  OfferingRow,
  OfferingTermRow,
  ClassMeetingRow,
  PersonRow,
  EnrollmentRow,
];

export const migrations = [
  ...messagingMigrations,
  ...httpMigrations,
  Catalogue1795327200000,
  Imports1795327300000,
  HandChangesAndRetention1795327400000,
  ToldOrganisations1795327500000,
  NoDemographics1795327600000,
];

const controllers: Type[] = [
  ProgramsController,
  OfferingsController,
  TermsController,
  ClassMeetingsController,
  SourcesController,
  EnrollmentsController,
  EnrollmentEndsController,
  ...importControllers,
];

const features: Provider[] = [
  CreateProgram,
  ChangeProgram,
  GetProgram,
  ListPrograms,
  CreateOffering,
  ChangeOffering,
  GetOffering,
  ListOfferings,
  CreateTerm,
  ChangeTerm,
  GetTerm,
  ListTerms,
  CreateClassMeeting,
  ChangeClassMeeting,
  GetClassMeeting,
  ListClassMeetings,
  CreateSource,
  ChangeSource,
  GetSource,
  ListSources,
  GetEnrollment,
  { provide: EnrollmentViews, useExisting: GetEnrollment },
  AmendEnrollment,
  EndEnrollment,
  WithdrawEnrollment,
  CompleteEnrollment,
  ListEnrollments,
  ReportLongPending,
];

const stores: Provider[] = [
  { provide: Sources, useClass: SourcesPg },
  { provide: Enrollments, useClass: EnrollmentsPg },
  { provide: KnownPeople, useClass: KnownPeoplePg },
  ...importProviders,
];

const reactions: Type[] = [OnReferenceResolved, OnReferenceReleased];

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
          // They are providers of this module, where they find their stores; messaging finds them by their mark.
          reactions: [],
        }),
      ],
      controllers,
      providers: [
        { provide: Clock, useValue: new Clock(config.timeZone) },
        { provide: Retention, useValue: new Retention(config.importRetentionDays) },
        ...stores,
        ...features,
        ...reactions,
      ],
    };
  }
}
