import { Officers } from './domain/officers.js';
import { PeopleFacts } from './domain/people-facts.js';
import { Told } from './domain/told.js';
import { AppointOfficer } from './features/appoint-officer.js';
import { ListOfficers } from './features/list-officers.js';
import { OnPeopleDescribed } from './features/on-people-described.js';
import { OnPeopleMerged } from './features/on-people-merged.js';
import { OnReferencesTold } from './features/on-references-told.js';
import { RelieveOfficer } from './features/relieve-officer.js';
import { GrantsOfficersController } from './http/grants-officers.controller.js';
import type { Migrations, PartOf } from './part.module.js';
import { Calls1795339000000 } from './store/migrations/1795339000000-calls.js';
import { PgOfficers } from './store/officers.pg.js';
import { PgPeopleFacts } from './store/people-facts.pg.js';
import { PgTold } from './store/told.pg.js';

export const callsMigrations: Migrations = [Calls1795339000000];

/** Officers, what is known of people, calls with their forms, and who may apply. */
export const calls: PartOf = () => ({
  controllers: [GrantsOfficersController],
  features: [AppointOfficer, ListOfficers, RelieveOfficer],
  stores: [
    { provide: Officers, useClass: PgOfficers },
    { provide: PeopleFacts, useClass: PgPeopleFacts },
    { provide: Told, useClass: PgTold },
  ],
  reactions: [OnPeopleDescribed, OnPeopleMerged, OnReferencesTold],
});
