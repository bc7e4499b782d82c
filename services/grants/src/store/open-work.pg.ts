import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { windowOf, type CallSettings, type CallStage } from '../domain/call.js';
import { PeopleFacts } from '../domain/people-facts.js';
import { OpenWork, type OpenDraft, type OpenLink, type OpenReviews } from '../domain/reminders.js';
import { nameOf } from '../domain/shown-name.js';
import { moment } from './application-rows.js';

@Injectable()
export class PgOpenWork extends OpenWork {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleFacts,
    private readonly clock: Clock,
  ) {
    super();
  }

  override reviews(): Promise<OpenReviews[]> {
    return this.database.query<OpenReviews & Record<string, unknown>>(
      `select standing_of(s.person_id) as "personId", c.id as "committeeId", c.name as committee, l.id as "callId",
              l.settings #>> '{page,title}' as call, l.settings ->> 'timeZone' as "timeZone",
              coalesce(${moment('e.due')}, l.settings #>> '{review,reviewsDueAt}') as due,
              array_agg(a.number order by a.number) as numbers,
              coalesce((select p.digest from mail_preferences p where p.person_id in (select aliases_of(s.person_id)) limit 1), true) as digest
         from review_committees c
         join calls l on l.id = c.round_id and l.state = 'published'
         join review_assignments s on s.committee_id = c.id and s.state = 'assigned'
         join review_applications a on a.application_id = s.application_id and a.left_at is null
         left join review_extensions e on e.committee_id = c.id and e.person_id = s.person_id
        where c.phase in ('review', 'discussion')
          and a.application_id not in (select review_hidden(review_same(s.person_id), $1::date))
          and not exists (select from review_reviews r where r.application_id = a.application_id and r.state = 'submitted'
                             and r.reviewer_id = any(review_same(s.person_id)))
        group by s.person_id, c.id, l.id, e.due
        order by c.id, s.person_id`,
      [this.clock.today()],
    );
  }

  override async drafts(): Promise<OpenDraft[]> {
    const rows = await this.database.query<
      Omit<OpenDraft, 'due' | 'graceUntil'> & { due: string | null; stage: CallStage; settings: CallSettings } & Record<
          string,
          unknown
        >
    >(
      `select a.id as "applicationId", a.number, standing_of(a.applicant_id) as "applicantId", l.id as "callId",
              l.settings #>> '{page,title}' as call, l.settings ->> 'timeZone' as "timeZone", a.stage, l.settings,
              ${moment('a.due_at')} as due
         from applications a join calls l on l.id = a.call_id and l.state = 'published'
        where a.state in ('draft', 'returned') order by a.id`,
    );
    return rows.flatMap(({ settings, stage, due, ...draft }) => {
      if (due !== null) return [{ ...draft, due, graceUntil: due }];
      const window = windowOf(settings, stage);
      return window ? [{ ...draft, due: window.closesAt, graceUntil: window.graceUntil }] : [];
    });
  }

  override async links(): Promise<OpenLink[]> {
    const rows = await this.database.query<
      Omit<OpenLink, 'applicant'> & { applicantId: string } & Record<string, unknown>
    >(
      `select k.subject_id as "subjectId", k.purpose, who.name, who.email, standing_of(a.applicant_id) as "applicantId",
              a.id as "applicationId", l.id as "callId", l.settings #>> '{page,title}' as call, l.settings ->> 'timeZone' as "timeZone",
              ${moment('k.due_at')} as due, ${moment('k.issued_at')} as sent
         from application_links k
         join applications a on a.id = k.application_id and a.state in ('draft', 'returned', 'submitted')
         join calls l on l.id = a.call_id and l.state = 'published'
         join lateral (
           select name, email from application_members where id = k.subject_id and consent = 'asked'
           union all select name, email from application_approvals where id = k.subject_id and state = 'asked' and replaced_at is null
           union all select name, email from application_references where id = k.subject_id and state = 'asked') who on true
        where k.ended_at is null and k.due_at > now() and k.due_at <= now() + interval '7 days'
        order by k.subject_id`,
    );
    const facts = await this.people.facts([...new Set(rows.map(({ applicantId }) => applicantId))]);
    return rows.map(({ applicantId, ...link }) => ({ ...link, applicant: nameOf(facts.get(applicantId)) }));
  }
}
