import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { EarlierApplications, type EarlierApplication } from '../domain/eligibility.js';

@Injectable()
export class PgEarlierApplications extends EarlierApplications {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** A letter and what goes on from it are one application, under the letter's id; the later stage says how it stands. */
  override of(personId: string): Promise<EarlierApplication[]> {
    return this.database.query<EarlierApplication & Record<string, unknown>>(
      `select coalesce(a.letter_id, a.id) as "applicationId", a.call_id as "callId",
              case when a.state = 'withdrawn' then 'withdrawn'
                   when first.at is null then 'draft' else 'submitted' end as state,
              (first.at at time zone $2)::date::text as "submittedOn", a.granted_on::text as "grantedOn"
         from applications a
         cross join lateral (
           select min(submitted_at) as at from application_submissions where application_id in (a.id, a.letter_id)
         ) first
        where a.applicant_id in (select aliases_of($1))
          and not exists (select from applications later where later.letter_id = a.id)
        order by a.id`,
      [personId, this.clock.zone],
    );
  }
}
