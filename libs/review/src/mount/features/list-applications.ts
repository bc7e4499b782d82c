import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { decodeCursor, isUuidText, pageOf, type Page } from '@chiron/http';
import { Database, prepared, type Prepared } from '@chiron/postgres';
import type { Review } from '../../reviews/review.js';
import { Reviewables } from '../domain/reviewables.js';
import { Sight } from '../domain/sight.js';
import { mustHaveSigned } from '../domain/view.js';

export interface ApplicationView {
  applicationId: string;
  number: string;
  title: string;
  topics: string[];
  /** whether you review it */
  assigned: boolean;
  /** your bid, where you made one */
  bid: number | null;
}

export interface OpenedApplication extends Omit<ApplicationView, 'bid'> {
  /** whether it is shown with applicants' names */
  names: boolean;
  content: unknown;
}

/** What to leave out of the list; every condition that is given must hold. */
export interface ApplicationsWanted {
  /** Only those that this person reviews, or only the others. */
  readonly assigned?: boolean;
  /** By the state of this person's own review; `none` is one to be begun. */
  readonly review?: 'none' | Review['state'];
  /** Only those that this person bid on, or only the others. */
  readonly bid?: boolean;
  readonly topic?: string;
  /** Within the title or the number, whatever the case of its letters. */
  readonly text?: string;
  /** Only those that stand on the list of what is not discussed, or only the others. */
  readonly notDiscussed?: boolean;
}

/** The applications of a committee that the person sees now, in the order of their numbers. */
@Injectable()
export class ListApplications {
  /** Without a filter there are two texts: the first page, and those that follow. */
  private readonly unfiltered = new Map<string, Prepared>();

  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly reviewables: Reviewables,
  ) {}

  async run({
    committeeId,
    personId,
    limit,
    cursor,
    ...wanted
  }: ApplicationsWanted & {
    readonly committeeId: string;
    readonly personId: string;
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<Page<ApplicationView>> {
    const view = await this.sight.in(committeeId, personId);
    // who has not signed is not told what is discussed
    if (wanted.notDiscussed !== undefined) mustHaveSigned(view);
    const { sql, params } = this.sight.seen(view);
    const values = [...params];
    const take = (value: unknown): string => `$${values.push(value)}`;
    const conditions = conditionsOf(wanted, take);
    if (cursor) {
      const [number, id] = decodeCursor(cursor, 2, ([a, b]) => typeof a === 'string' && isUuidText(b));
      conditions.push(`(s.number, s.application_id) > (${take(number)}, ${take(id)}::uuid)`);
    }
    const text = `select s.application_id as "applicationId", s.number, s.title, s.topics, s.assigned,
              (select b.bid from review_bids b where b.application_id = s.application_id
                  and b.person_id = any($2::uuid[]) limit 1) as bid
         from ${sql} s ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
        order by s.number, s.application_id limit ${take(limit + 1)}`;
    const rows = await this.database.query<ApplicationView & Record<string, unknown>>(
      Object.values(wanted).every((one) => one === undefined) ? this.kept(text) : text,
      values,
    );
    return pageOf(rows, limit, (row) => [row.number, row.applicationId]);
  }

  private kept(text: string): Prepared {
    const statement = this.unfiltered.get(text) ?? prepared(text);
    this.unfiltered.set(text, statement);
    return statement;
  }

  /** What reviewers read of one, as the phase says; nothing opens before everything is signed. */
  async open(committeeId: string, applicationId: string, personId: string): Promise<OpenedApplication> {
    const view = await this.sight.in(committeeId, personId);
    const { number, title, topics, assigned } = await this.sight.opened(view, applicationId);
    const names = this.sight.shown(view).applicantNames;
    const content = await this.reviewables.content(applicationId, { names });
    if (content === null) throw coreProblems.refuse('not-found', { kind: 'application', id: applicationId });
    return { applicationId, number, title, topics: [...topics], assigned, names, content };
  }
}

/** Conditions on a row `s` of what is seen; `$2` are the person's ids. Only what is asked for costs anything. */
function conditionsOf(
  { assigned, review, bid, topic, text, notDiscussed }: ApplicationsWanted,
  take: (value: unknown) => string,
): string[] {
  const conditions: string[] = [];
  const own = (more: string) =>
    `exists (select from review_reviews r where r.application_id = s.application_id and r.reviewer_id = any($2::uuid[])${more})`;
  if (assigned !== undefined) conditions.push(`s.assigned = ${take(assigned)}`);
  if (review === 'none') conditions.push(`s.assigned and not ${own('')}`);
  else if (review !== undefined) conditions.push(own(` and r.state = ${take(review)}`));
  if (bid !== undefined) {
    conditions.push(`exists (select from review_bids b where b.application_id = s.application_id
      and b.person_id = any($2::uuid[])) = ${take(bid)}`);
  }
  if (topic !== undefined) conditions.push(`lower(${take(topic)}) in (select lower(t) from unnest(s.topics) t)`);
  if (text !== undefined) {
    const pattern = take(`%${text.replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(`(s.title ilike ${pattern} or s.number ilike ${pattern})`);
  }
  if (notDiscussed !== undefined) {
    conditions.push(`exists (select from review_not_discussed n where n.application_id = s.application_id
      and n.pulled_at is null) = ${take(notDiscussed)}`);
  }
  return conditions;
}
