import { Injectable } from '@nestjs/common';
import type { FieldError } from '@chiron/contracts/core';
import { coreProblems } from '@chiron/contracts/core';
import { pageOf, type Page } from '@chiron/http';
import { Database } from '@chiron/postgres';
import { faultsOf, totalOf, type Answers, type RubricContent } from '../../forms/rubric.js';
import type { Review } from '../../reviews/review.js';
import { Reviews } from '../domain/reviews.js';
import { Sight } from '../domain/sight.js';
import { administers, mustHaveSigned, shownTo, type View } from '../domain/view.js';

export interface ReviewView {
  id: string;
  applicationId: string;
  number: string;
  title: string;
  /** null where reviewers' names do not show */
  reviewerId: string | null;
  own: boolean;
  state: Review['state'];
  rubricVersion: number;
  /** the committee's present version is newer */
  newerRubric: boolean;
  /** null where the answers do not show */
  answers: Answers | null;
  total: number | null;
  overallImpact: number | null;
  /** what a submission still lacks; for the one who writes */
  missing: readonly FieldError[];
  late: boolean | null;
  enteredBy: string | null;
  submittedAt: Date | null;
  confirmedAt: Date | null;
  revision: number;
}

export interface VersionView {
  revision: number;
  state: Review['state'];
  rubricVersion: number;
  answers: Answers;
  byPersonId: string;
  reason: string | null;
  at: Date;
}

interface Row extends Omit<ReviewView, 'answers' | 'total' | 'overallImpact' | 'missing'> {
  content: boolean;
  answers: Answers;
  rubric: RubricContent;
}

export interface ReviewFilter {
  readonly applicationId?: string;
  readonly own?: boolean;
  readonly state?: Review['state'];
  readonly limit: number;
  readonly cursor?: string;
}

@Injectable()
export class ListReviews {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly reviews: Reviews,
  ) {}

  /** Reviews of the committee that this person may know of, in the order in which they were begun. */
  async run(
    committeeId: string,
    personId: string,
    filter: ReviewFilter,
    after: string | null,
  ): Promise<Page<ReviewView>> {
    const view = await this.sight.in(committeeId, personId);
    mustHaveSigned(view);
    const rows = await this.rows(
      view,
      `($7::uuid is null or q.application_id = $7) and ($8::boolean is null or q.own = $8)
         and ($9::text is null or r.state = $9) and ($10::uuid is null or r.id > $10) order by r.id limit $11`,
      [filter.applicationId ?? null, filter.own ?? null, filter.state ?? null, after, filter.limit + 1],
    );
    return pageOf(rows, filter.limit, (row) => [row.id]);
  }

  async one(committeeId: string, personId: string, reviewId: string): Promise<ReviewView> {
    const view = await this.sight.in(committeeId, personId);
    mustHaveSigned(view);
    const [row] = await this.rows(view, 'r.id = $7', [reviewId]);
    if (!row) throw coreProblems.refuse('not-found', { kind: 'review', id: reviewId });
    return row;
  }

  /** Every saved version of a review, the newest first: for who wrote it. */
  async versions(
    committeeId: string,
    personId: string,
    reviewId: string,
    { limit, before }: { readonly limit: number; readonly before: number | null },
  ): Promise<Page<VersionView>> {
    const view = await this.sight.in(committeeId, personId);
    mustHaveSigned(view);
    const { own } = await this.reviews.readable(view, reviewId);
    const by = own ? null : view.ids;
    const rows = await this.database.query<VersionView & Record<string, unknown>>(
      `select revision, state, rubric_version as "rubricVersion", answers, by_person as "byPersonId", reason, at
         from review_versions where review_id = $1 and ($2::uuid[] is null or by_person = any($2))
          and ($3::integer is null or revision < $3) order by revision desc limit $4`,
      [reviewId, by, before, limit + 1],
    );
    return pageOf(rows, limit, ({ revision }) => [revision]);
  }

  private async rows(view: View, where: string, params: readonly unknown[]): Promise<ReviewView[]> {
    const { applications, otherReviews, reviewerNames } = shownTo(view);
    const rows = await this.database.query<Row>(
      `select r.id, q.application_id as "applicationId", q.number, q.title, q.own, q.content, r.state, r.answers,
              r.reviewer_id as "reviewerId", r.rubric_version as "rubricVersion", v.content as rubric,
              r.rubric_version < (select max(version) from review_rubrics where committee_id = $1) as "newerRubric",
              r.late, r.entered_by as "enteredBy", r.submitted_at as "submittedAt", r.confirmed_at as "confirmedAt", r.revision
         from review_readable($1, $2::uuid[], $3::date, $4, $5, $6) q
         join review_reviews r on r.id = q.review_id
         join review_rubrics v on v.committee_id = r.committee_id and v.version = r.rubric_version
        where ${where}`,
      [view.committee.id, view.ids, view.round.today, applications, otherReviews, administers(view), ...params],
    );
    return rows.map(({ content, rubric, answers, ...row }) => {
      const named = row.own || reviewerNames;
      const writes = row.state === 'draft' && content;
      return {
        ...row,
        reviewerId: named ? row.reviewerId : null,
        enteredBy: named ? row.enteredBy : null,
        answers: content ? answers : null,
        total: content ? totalOf(rubric, answers) : null,
        overallImpact: content ? (answers.overallImpact ?? null) : null,
        missing: writes ? faultsOf(rubric, answers, 'submitted') : [],
      };
    });
  }
}
