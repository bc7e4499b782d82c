import { Calls } from './domain/calls.js';
import { Forms } from './domain/forms.js';
import { Officers } from './domain/officers.js';
import { PeopleFacts } from './domain/people-facts.js';
import { Told } from './domain/told.js';
import { Waivers } from './domain/waivers.js';
import { AppointOfficer } from './features/appoint-officer.js';
import { ChangeCall } from './features/change-call.js';
import { CheckEligibility } from './features/check-eligibility.js';
import { CloseCall } from './features/close-call.js';
import { CreateCall } from './features/create-call.js';
import { GetCall } from './features/get-call.js';
import { GetForm } from './features/get-form.js';
import { ListCalls } from './features/list-calls.js';
import { ListOfficers } from './features/list-officers.js';
import { ListOpenCalls } from './features/list-open-calls.js';
import { ListWaivers } from './features/list-waivers.js';
import { OnPeopleDescribed } from './features/on-people-described.js';
import { OnPeopleMerged } from './features/on-people-merged.js';
import { OnReferencesTold } from './features/on-references-told.js';
import { PublishCall } from './features/publish-call.js';
import { PublishForm } from './features/publish-form.js';
import { PutForm } from './features/put-form.js';
import { RelieveOfficer } from './features/relieve-officer.js';
import { WaiveEligibility } from './features/waive-eligibility.js';
import { CallActsController } from './http/call-acts.controller.js';
import { CallEligibilityController } from './http/call-eligibility.controller.js';
import { CallFormsController } from './http/call-forms.controller.js';
import { CallsController } from './http/calls.controller.js';
import { GrantsOfficersController } from './http/grants-officers.controller.js';
import { OpenCallsController } from './http/open-calls.controller.js';
import type { Migrations, PartOf } from './part.module.js';
import { PgCalls } from './store/calls.pg.js';
import { PgForms } from './store/forms.pg.js';
import { Calls1795339000000 } from './store/migrations/1795339000000-calls.js';
import { PgOfficers } from './store/officers.pg.js';
import { PgPeopleFacts } from './store/people-facts.pg.js';
import { PgTold } from './store/told.pg.js';
import { PgWaivers } from './store/waivers.pg.js';

export const callsMigrations: Migrations = [Calls1795339000000];

/** Officers, what is known of people, calls with their forms, and who may apply. */
export const calls: PartOf = () => ({
  controllers: [
    GrantsOfficersController,
    CallsController,
    CallActsController,
    CallFormsController,
    CallEligibilityController,
    OpenCallsController,
  ],
  features: [
    AppointOfficer,
    ChangeCall,
    CheckEligibility,
    CloseCall,
    CreateCall,
    GetCall,
    GetForm,
    ListCalls,
    ListOfficers,
    ListOpenCalls,
    ListWaivers,
    PublishCall,
    PublishForm,
    PutForm,
    RelieveOfficer,
    WaiveEligibility,
  ],
  stores: [
    { provide: Calls, useClass: PgCalls },
    { provide: Forms, useClass: PgForms },
    { provide: Officers, useClass: PgOfficers },
    { provide: PeopleFacts, useClass: PgPeopleFacts },
    { provide: Told, useClass: PgTold },
    { provide: Waivers, useClass: PgWaivers },
  ],
  reactions: [OnPeopleDescribed, OnPeopleMerged, OnReferencesTold],
});
