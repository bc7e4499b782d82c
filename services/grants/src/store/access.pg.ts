import { Injectable } from '@nestjs/common';
import { Clock, coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { Access, partOf, type Circle, type Entry } from '../domain/access.js';
import { applicationColumns, applicationOf, type ApplicationRow } from './application-rows.js';

interface Row extends ApplicationRow {
  readonly members: Circle['members'];
  readonly person: string;
  readonly officer: boolean;
  readonly handed_in: boolean;
}

@Injectable()
export class PgAccess extends Access {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async to(applicationId: string, personId: string): Promise<Entry> {
    const [row] = await this.database.query<Row>(
      `select ${applicationColumns}, standing_of($2) as person,
         exists (select from application_submissions where application_id = a.id) as handed_in,
         exists (select from grants_officers where relieved_at is null and role = 'officer'
                    and person_id in (select aliases_of($2)))
           -- what an officer is in conflict with does not exist for them
           and a.id not in (select review_hidden(array(select aliases_of($2)), $3::date)) as officer,
         coalesce((select json_agg(json_build_object('personId', standing_of(person_id), 'access', access,
                                                     'consents', consent = 'given'))
                     from application_members where application_id = a.id), '[]') as members
         from applications a where a.id = $1`,
      [applicationId, personId, this.clock.today()],
    );
    const as = row && partOf({ applicantId: row.applicant_id, members: row.members }, row.person, row.officer);
    if (!row || !as) throw coreProblems.refuse('not-found', { kind: 'application', id: applicationId });
    return {
      application: applicationOf(row),
      revision: row.revision,
      personId: row.person,
      as,
      handedIn: row.handed_in,
    };
  }
}
