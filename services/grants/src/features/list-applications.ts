import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import type { ApplicationState } from '../domain/application.js';
import type { CallStage } from '../domain/call.js';
import type { Part } from '../domain/access.js';
import { PeopleFacts } from '../domain/people-facts.js';
import { shownName } from '../domain/shown-name.js';

export interface ApplicationsQuery {
  readonly personId: string;
  /** only what this person takes part in, where an officer asks */
  readonly mine: boolean;
  readonly callId?: string | undefined;
  readonly stage?: CallStage | undefined;
  readonly states?: readonly ApplicationState[] | undefined;
  readonly limit: number;
  /** the id of the last one of the page before */
  readonly before?: string | undefined;
}

export interface ApplicationSummary {
  id: string;
  number: string;
  callId: string;
  stage: CallStage;
  state: ApplicationState;
  /** null where a draft is another's */
  title: string | null;
  as: Part;
  applicantId: string;
  applicantName: string;
  submittedAt: Date | null;
  late: boolean | null;
  dueAt: Date | null;
  letterId: string | null;
  changedAt: Date;
}

/** SQL: of `applications a`, as whom the person `me` comes to it, null where they must not know of it; one statement. */
export const partColumn = `case
  when a.applicant_id = any(me.ids) then 'applicant'
  else coalesce(
    (select case when m.consent <> 'given' or m.access = 'none' then 'none' when m.access = 'edit' then 'editor' else 'reader' end
       from application_members m where m.application_id = a.id and m.person_id = any(me.ids) order by m.place limit 1),
    case when me.officer and a.id <> all(me.hidden) then 'officer' end) end`;

/** SQL: the person $1 under every alias, whether they are a grants officer, and what they are in conflict with on the day $2. */
export const meRow = `(select array(select aliases_of($1)) as ids,
   exists (select from grants_officers where relieved_at is null and role = 'officer'
             and person_id in (select aliases_of($1))) as officer,
   array(select review_hidden(array(select aliases_of($1)), $2::date)) as hidden) me`;

@Injectable()
export class ListApplications {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleFacts,
    private readonly clock: Clock,
  ) {}

  /** The newest first, one more than `limit` where there are more; what the person must not know of is not there. */
  async run(query: ApplicationsQuery): Promise<ApplicationSummary[]> {
    const rows = await this.rows(query);
    const facts = await this.people.facts(rows.map(({ applicantId }) => applicantId));
    return rows.map((row) => ({ ...row, applicantName: shownName(facts.get(row.applicantId)) }));
  }

  private rows({ personId, mine, callId, stage, states, limit, before }: ApplicationsQuery) {
    return this.database.query<Omit<ApplicationSummary, 'applicantName'> & Record<string, unknown>>(
      `select a.id, a.number, a.call_id as "callId", a.stage, a.state,
              case when part.as = 'officer' and (a.state = 'draft' or (a.state = 'withdrawn' and not exists (
                     select from application_submissions where application_id = a.id))) then null else a.title end as title,
              part.as, standing_of(a.applicant_id) as "applicantId", a.submitted_at as "submittedAt", a.late,
              a.due_at as "dueAt", a.letter_id as "letterId", a.changed_at as "changedAt"
         from ${meRow}
         join applications a on (me.officer and not $3)
           or a.applicant_id = any(me.ids)
           or a.id in (select application_id from application_members where person_id = any(me.ids))
         cross join lateral (select ${partColumn} as "as") part
        where part.as <> 'none' and ($4::uuid is null or a.call_id = $4) and ($5::text is null or a.stage = $5)
          and ($6::text[] is null or a.state = any($6)) and ($7::uuid is null or a.id < $7)
        order by a.id desc limit $8`,
      [personId, this.clock.today(), mine, callId ?? null, stage ?? null, states ?? null, before ?? null, limit + 1],
    );
  }
}
