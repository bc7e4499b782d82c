import { Injectable } from '@nestjs/common';
import type { Fact } from '@chiron/contracts/core';
import { AcceptedForReview, grantsProblems } from '@chiron/contracts/grants';
import { Outbox } from '@chiron/messaging';
import { Database } from '@chiron/postgres';
import type { Application } from '../domain/application.js';
import { Audit } from '../domain/audit.js';
import { AdministrativeReviews, type Looked } from '../domain/administrative-reviews.js';
import type { AdministrativeReview } from '../domain/administrative-review.js';
import { moment } from './application-rows.js';
import { DecisionLetters } from './decision-letters.pg.js';
import { numbered } from './numbered-facts.js';

const reviewJson = `jsonb_build_object('applicationId', r.application_id, 'submittedAt', ${moment('r.submitted_at')},
  'checks', r.checks, 'outcome', r.outcome, 'reason', r.reason, 'by', r.by_person, 'at', ${moment('r.at')})`;

@Injectable()
export class PgAdministrativeReviews extends AdministrativeReviews {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly letters: DecisionLetters,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override before<T>(callId: string, work: (inTime: () => void) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      // Before the application itself is locked: the announcement locks them in the same order.
      const [round] = await tx.query<{ state: string }>(
        'select state from decision_rounds where call_id = $1 for share',
        [callId],
      );
      return work(() => {
        if (round?.state === 'announced') throw grantsProblems.refuse('round-announced');
      });
    });
  }

  override async keep(review: AdministrativeReview, application: Application): Promise<void> {
    const { applicationId, submittedAt, checks, outcome, reason, by, at } = review;
    const { callId } = application;
    await this.database.query(
      `insert into administrative_reviews (application_id, call_id, submitted_at, outcome, checks, reason, by_person, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (application_id) do update set submitted_at = excluded.submitted_at, outcome = excluded.outcome,
         checks = excluded.checks, reason = excluded.reason, by_person = excluded.by_person, at = excluded.at`,
      [applicationId, callId, submittedAt, outcome, JSON.stringify(checks), reason, by, at],
    );
    const facts = { outcome, checks, reason, saw: { submittedAt, answersVersion: application.answersVersion } };
    await this.audit.note({ callId, applicationId, by, act: 'reviewed administratively', facts });
    if (outcome === 'accepted') await this.tell(AcceptedForReview.of({ callId, applicationId }));
    else await this.letters.returned(application, reason!);
  }

  /** Not with the application's own events: its revision, which the applicant sees, says nothing of it. */
  private tell(fact: Fact): Promise<void> {
    return this.database.transaction(async (tx) => this.outbox.add(tx, await numbered(tx, [fact])));
  }

  override async find(applicationId: string): Promise<AdministrativeReview | undefined> {
    const [row] = await this.database.query<{ review: AdministrativeReview }>(
      `select ${reviewJson} as review from administrative_reviews r join applications a on a.id = r.application_id
        where r.application_id = $1 and a.submitted_at = r.submitted_at`,
      [applicationId],
    );
    return row?.review;
  }

  override list({
    callId,
    personId,
    today,
    outcome,
    limit,
    after,
  }: Parameters<AdministrativeReviews['list']>[0]): Promise<Looked[]> {
    return this.database.query<Looked>(
      `select a.id as "applicationId", a.number, a.title, a.state, ${moment('a.submitted_at')} as "submittedAt", a.late,
              case when r.application_id is not null then ${reviewJson} end as review
         from applications a
         left join administrative_reviews r on r.application_id = a.id and r.submitted_at = a.submitted_at
        where a.call_id = $1 and a.stage = 'full' and a.state in ('submitted', 'concluded')
          and ($2::text is null or coalesce(r.outcome, 'open') = $2) and ($3::text is null or a.number > $3)
          and a.id not in (select review_hidden(array(select aliases_of($4)), $6::date))
        order by a.number limit $5`,
      [callId, outcome ?? null, after ?? null, personId, limit, today],
    );
  }
}
