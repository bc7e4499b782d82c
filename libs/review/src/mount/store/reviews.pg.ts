import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database, violatedConstraint, type Tx } from '@chiron/postgres';
import type { Answers, RubricContent } from '../../forms/rubric.js';
import { reviewProblems } from '../../problems.js';
import type { DraftReview, Review, ReviewWindow } from '../../reviews/review.js';
import type { Reviewed } from '../../summaries/summary.js';
import { Ledger } from '../domain/ledger.js';
import { Reviews, type AtHand, type Readable } from '../domain/reviews.js';
import { administers, shownTo, type View } from '../domain/view.js';

interface Row {
  id: string;
  application_id: string;
  reviewer_id: string;
  rubric_version: number;
  state: Review['state'];
  answers: Answers;
  entered_by: string | null;
  entered_at: Date | null;
  submitted_at: Date | null;
  confirmed_at: Date | null;
  late: boolean | null;
  revision: number;
  content: RubricContent;
  extended_to: Date | null;
  assigned: boolean;
}

/** What `review_readable` takes for a view; its parameters are `$1` to `$6`. */
export const readableOf = (view: View): { readonly sql: string; readonly params: readonly unknown[] } => {
  const { applications, otherReviews } = shownTo(view);
  return {
    sql: 'review_readable($1, $2::uuid[], $3::date, $4, $5, $6)',
    params: [view.committee.id, view.ids, view.round.today, applications, otherReviews, administers(view)],
  };
};

@Injectable()
export class PgReviews extends Reviews {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  async readable(view: View, reviewId: string): Promise<Readable> {
    const { sql, params } = readableOf(view);
    const [row] = await this.database.query<Readable>(
      `select review_id as "reviewId", application_id as "applicationId", own, content from ${sql} where review_id = $7`,
      [...params, reviewId],
    );
    if (!row) throw coreProblems.refuse('not-found', { kind: 'review', id: reviewId });
    return row;
  }

  async of(applicationId: string, reviewerIds: readonly string[]): Promise<string | null> {
    const [row] = await this.database.query<{ id: string }>(
      'select id from review_reviews where application_id = $1 and reviewer_id = any($2::uuid[]) limit 1',
      [applicationId, reviewerIds],
    );
    return row?.id ?? null;
  }

  async ownIn(view: View, applicationId: string): Promise<boolean> {
    const rows = await this.database.query(
      `select from review_reviews
        where application_id = $1 and reviewer_id = any($2::uuid[]) and state = 'submitted'`,
      [applicationId, view.ids],
    );
    return rows.length > 0;
  }

  async counting(applicationId: string): Promise<readonly Reviewed[]> {
    const rows = await this.database.query<Pick<Row, 'answers' | 'content' | 'rubric_version'>>(
      `select r.answers, v.content, r.rubric_version from review_reviews r
         join review_assignments a on a.application_id = r.application_id and a.person_id = r.reviewer_id
         join review_rubrics v on v.committee_id = r.committee_id and v.version = r.rubric_version
        where r.application_id = $1 and r.state = 'submitted' and a.state = 'assigned' order by r.id`,
      [applicationId],
    );
    return rows.map(({ answers, content, rubric_version: version }) => ({
      answers,
      rubric: { ...content, id: 'rubric', version },
    }));
  }

  async begin({ committee, round }: View, review: DraftReview, at: string): Promise<void> {
    const committeeId = committee.id;
    await this.database.transaction(async (tx) => {
      await tx.query('select id from review_committees where id = $1 for share', [committeeId]);
      const begun = await tx.run(
        `update review_assignments set begun = true
          where application_id = $1 and person_id = $2 and committee_id = $3 and state = 'assigned'`,
        [review.application, review.reviewer, committeeId],
      );
      if (!begun.rowCount) throw reviewProblems.refuse('not-assigned');
      try {
        await tx.query(
          `insert into review_reviews (id, committee_id, application_id, reviewer_id, rubric_version, state, answers,
             entered_by, revision, changed_at) values ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9)`,
          [
            review.id,
            committeeId,
            review.application,
            review.reviewer,
            review.rubricVersion,
            JSON.stringify(review.answers),
            review.enteredBy ?? null,
            review.revision,
            at,
          ],
        );
      } catch (error) {
        if (!violatedConstraint(error)) throw error;
        throw coreProblems.refuse('already-exists', { kind: 'review', field: 'reviewer' });
      }
      await tx.query(
        `insert into review_records (committee_id, score_of_record, interval_level, fixed_at) values ($1, $2, $3, $4)
         on conflict do nothing`,
        [committeeId, round.settings.scoreOfRecord, round.settings.intervalLevel, at],
      );
      await keepVersion(tx, review, review.enteredBy ?? review.reviewer, at);
    });
  }

  /** Autosaves stand in the versions alone. */
  private async noteStep(
    committeeId: string,
    before: Review,
    { state, application: applicationId, reviewer: personId }: Review,
    by: string,
    reason?: string,
  ): Promise<void> {
    if (before.state === state) return;
    const act = { draft: 'review-reopened', unconfirmed: 'review-entered', submitted: 'review-submitted' }[state];
    await this.ledger.note({ committeeId, by, act, applicationId, personId, facts: reason ? { reason } : {} });
  }

  change(
    view: View,
    reviewId: string,
    by: string,
    at: string,
    decide: (atHand: AtHand) => Review,
    reason?: string,
  ): Promise<Review> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<Row>(
        `select r.*, v.content, e.due as extended_to,
                exists (select from review_assignments a where a.application_id = r.application_id
                   and a.person_id = r.reviewer_id and a.state = 'assigned') as assigned from review_reviews r
           join review_rubrics v on v.committee_id = r.committee_id and v.version = r.rubric_version
           left join review_extensions e on e.committee_id = r.committee_id and e.person_id = r.reviewer_id
          where r.id = $1 and r.committee_id = $2 for update of r`,
        [reviewId, view.committee.id],
      );
      if (!row) throw coreProblems.refuse('not-found', { kind: 'review', id: reviewId });
      const { reviewsDue, lateGraceMinutes } = view.round.settings;
      const window: ReviewWindow = {
        ...(reviewsDue === undefined ? {} : { due: reviewsDue }),
        graceMinutes: lateGraceMinutes,
        ...(row.extended_to === null ? {} : { extendedTo: row.extended_to.toISOString() }),
      };
      const review = reviewOf(row);
      const rubric = { ...row.content, id: view.committee.id, version: row.rubric_version };
      const next = decide({ review, rubric, window, assigned: row.assigned });
      if (next === review) return review;
      await put(tx, next, at);
      await keepVersion(tx, next, by, at, reason);
      await this.noteStep(view.committee.id, review, next, by, reason);
      return next;
    });
  }
}

function reviewOf(row: Row): Review {
  const written = {
    id: row.id,
    application: row.application_id,
    reviewer: row.reviewer_id,
    rubricVersion: row.rubric_version,
    answers: row.answers,
    revision: row.revision,
  };
  const proxy = row.entered_by === null ? {} : { enteredBy: row.entered_by };
  if (row.state === 'draft') return { ...written, ...proxy, state: 'draft' };
  const late = row.late ?? false;
  if (row.state === 'unconfirmed') {
    return {
      ...written,
      state: 'unconfirmed',
      late,
      enteredBy: row.entered_by ?? '',
      enteredAt: row.entered_at!.toISOString(),
    };
  }
  return {
    ...written,
    ...proxy,
    state: 'submitted',
    late,
    submittedAt: row.submitted_at!.toISOString(),
    ...(row.confirmed_at === null ? {} : { confirmedAt: row.confirmed_at.toISOString() }),
  };
}

async function put(tx: Tx, review: Review, at: string): Promise<void> {
  const enteredAt = review.state === 'unconfirmed' ? review.enteredAt : null;
  const submitted = review.state === 'submitted' ? review : undefined;
  await tx.query(
    `update review_reviews set state = $2, answers = $3, rubric_version = $4, entered_by = $5, entered_at = $6,
       submitted_at = $7, confirmed_at = $8, late = $9, revision = $10, changed_at = $11 where id = $1`,
    [
      review.id,
      review.state,
      JSON.stringify(review.answers),
      review.rubricVersion,
      review.enteredBy ?? null,
      enteredAt,
      submitted?.submittedAt ?? null,
      submitted?.confirmedAt ?? null,
      review.state === 'draft' ? null : review.late,
      review.revision,
      at,
    ],
  );
}

async function keepVersion(tx: Tx, review: Review, by: string, at: string, reason?: string): Promise<void> {
  await tx.query(
    `insert into review_versions (review_id, revision, state, rubric_version, answers, by_person, reason, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      review.id,
      review.revision,
      review.state,
      review.rubricVersion,
      JSON.stringify(review.answers),
      by,
      reason ?? null,
      at,
    ],
  );
}
