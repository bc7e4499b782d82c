import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { anonymous, type Reviewed } from '@chiron/review';
import { Database } from '@chiron/postgres';
import { Outcomes, type OutcomeTold } from '../domain/outcomes.js';
import { moment } from './application-rows.js';

@Injectable()
export class PgOutcomes extends Outcomes {
  constructor(private readonly database: Database) {
    super();
  }

  override async of(applicationId: string): Promise<OutcomeTold> {
    const [row] = await this.database.query<Omit<OutcomeTold, 'critiques'>>(
      `select a.id as "applicationId", a.number, d.outcome, to_jsonb(d.amount_minor) as "amountMinor",
              case when d.amount_minor is not null then c.settings #>> '{award,currency}' end as currency,
              ${moment('coalesce(d.announced_anew_at, r.announced_at)')} as "announcedAt", ${moment('r.appeal_until')} as "appealUntil",
              d.announced_anew_at is not null as "decidedAnew",
              (select jsonb_build_object('state', p.state, 'reason', p.reason) from appeals p where p.application_id = a.id) as appeal,
              (select jsonb_build_object('strengths', s.strengths, 'weaknesses', s.weaknesses, 'advice', s.advice)
                 from review_summaries s where s.application_id = a.id and s.state = 'approved') as summary
         from applications a
         join standing_decisions d on d.application_id = a.id and d.announced
         join decision_rounds r on r.call_id = a.call_id
         join calls c on c.id = a.call_id
        where a.id = $1`,
      [applicationId],
    );
    if (!row) throw notTold(applicationId);
    const reviews = await this.database.query<Reviewed>(
      `select v.answers, r.content as rubric
         from review_reviews v join review_rubrics r on r.committee_id = v.committee_id and r.version = v.rubric_version
         join review_assignments s on s.application_id = v.application_id and s.person_id = v.reviewer_id and s.state = 'assigned'
        where v.application_id = $1 and v.state = 'submitted'`,
      [applicationId],
    );
    return { ...row, critiques: anonymous(reviews) };
  }
}

/** The very words of what was never announced. */
export const notTold = (id: string): Error => coreProblems.refuse('not-found', { kind: 'outcome', id });
