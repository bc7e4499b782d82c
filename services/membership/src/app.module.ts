import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { membershipTopics } from '@chiron/contracts/membership';
import { httpMigrations } from '@chiron/http';
import { MessagingModule, messagingMigrations } from '@chiron/messaging';
import { PostgresModule } from '@chiron/postgres';
import type { Config } from './config.js';
import { Entries } from './domain/entries.js';
import { GrantEntries } from './domain/grant-entries.js';
import { Identifiers } from './domain/identifiers.js';
import { Matches } from './domain/matches.js';
import { Merges } from './domain/merges.js';
import { People } from './domain/people.js';
import { Register } from './domain/register.js';
import { ReviewCapacities } from './domain/review-capacities.js';
import { AllotReviewCapacity } from './features/allot-review-capacity.js';
import { CorrectPerson } from './features/correct-person.js';
import { GetPerson } from './features/get-person.js';
import { GetProgress } from './features/get-progress.js';
import { GetRecord } from './features/get-record.js';
import { KeepMatchApart } from './features/keep-match-apart.js';
import { LiftPrivacyHold } from './features/lift-privacy-hold.js';
import { LinkIdentifier } from './features/link-identifier.js';
import { ListAccessLog } from './features/list-access-log.js';
import { ListMatches } from './features/list-matches.js';
import { ListMerges } from './features/list-merges.js';
import { ListPeople } from './features/list-people.js';
import { ListReviewCapacities } from './features/list-review-capacities.js';
import { MergeMatch } from './features/merge-match.js';
import { MergePeople } from './features/merge-people.js';
import { OnApplicationsTold } from './features/on-applications-told.js';
import { OnCallsPublished } from './features/on-calls-published.js';
import { OnCommitteeServed } from './features/on-committee-served.js';
import { OnEnrollmentsTold } from './features/on-enrollments-told.js';
import { OnGrantsAwarded } from './features/on-grants-awarded.js';
import { OnOfferingsListed } from './features/on-offerings-listed.js';
import { OnPeopleDescribed } from './features/on-people-described.js';
import { OnProgramsListed } from './features/on-programs-listed.js';
import { PlacePrivacyHold } from './features/place-privacy-hold.js';
import { UndoMerge } from './features/undo-merge.js';
import { UnlinkIdentifier } from './features/unlink-identifier.js';
import { WithdrawCorrection } from './features/withdraw-correction.js';
import { IdentifiersController } from './http/identifiers.controller.js';
import { MatchesController } from './http/matches.controller.js';
import { MergesController } from './http/merges.controller.js';
import { PeopleController } from './http/people.controller.js';
import { PrivacyHoldsController } from './http/privacy-holds.controller.js';
import { RecordsController } from './http/records.controller.js';
import { ReviewCapacitiesController } from './http/review-capacities.controller.js';
import { PgEntries } from './store/entries.pg.js';
import { PgGrantEntries } from './store/grant-entries.pg.js';
import { PgIdentifiers } from './store/identifiers.pg.js';
import { PgMatches } from './store/matches.pg.js';
import { PgMerges } from './store/merges.pg.js';
import { People1795327300000 } from './store/migrations/1795327300000-people.js';
import { Record1795327400000 } from './store/migrations/1795327400000-record.js';
import { Grants1795340100000 } from './store/migrations/1795340100000-grants.js';
import { ReviewCapacities1795342400000 } from './store/migrations/1795342400000-review-capacities.js';
import { PgPeople } from './store/people.pg.js';
import { PgRegister } from './store/register.pg.js';
import { PgReviewCapacities } from './store/review-capacities.pg.js';

export const migrations = [
  ...messagingMigrations,
  ...httpMigrations,
  People1795327300000,
  Record1795327400000,
  Grants1795340100000,
  ReviewCapacities1795342400000,
];

const controllers: Type[] = [
  PeopleController,
  PrivacyHoldsController,
  IdentifiersController,
  RecordsController,
  MatchesController,
  MergesController,
  ReviewCapacitiesController,
];

const features: Provider[] = [
  AllotReviewCapacity,
  CorrectPerson,
  GetPerson,
  GetProgress,
  GetRecord,
  KeepMatchApart,
  LiftPrivacyHold,
  LinkIdentifier,
  ListAccessLog,
  ListMatches,
  ListMerges,
  ListPeople,
  ListReviewCapacities,
  MergeMatch,
  MergePeople,
  PlacePrivacyHold,
  UndoMerge,
  UnlinkIdentifier,
  WithdrawCorrection,
];

const stores: Provider[] = [
  { provide: Entries, useClass: PgEntries },
  { provide: GrantEntries, useClass: PgGrantEntries },
  { provide: Identifiers, useClass: PgIdentifiers },
  { provide: Matches, useClass: PgMatches },
  { provide: Merges, useClass: PgMerges },
  { provide: People, useClass: PgPeople },
  { provide: Register, useClass: PgRegister },
  { provide: ReviewCapacities, useClass: PgReviewCapacities },
];

const reactions: Type[] = [
  OnPeopleDescribed,
  OnEnrollmentsTold,
  OnOfferingsListed,
  OnProgramsListed,
  OnCallsPublished,
  OnApplicationsTold,
  OnGrantsAwarded,
  OnCommitteeServed,
];

/** The reactions are made by the messaging module: what they stand on is global. */
@Module({})
class Stores {
  static forRoot(): DynamicModule {
    return {
      module: Stores,
      global: true,
      providers: stores,
      exports: stores.map((store) => (store as { provide: Type }).provide),
    };
  }
}

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PostgresModule.forRoot({ url: config.databaseUrl, applicationName: 'membership', entities: [], migrations }),
        Stores.forRoot(),
        MessagingModule.forService({
          service: 'membership',
          bus: config.eventBus,
          publishes: membershipTopics,
          reactions,
        }),
      ],
      controllers,
      providers: [{ provide: Clock, useValue: new Clock(config.timeZone) }, ...features],
    };
  }
}
