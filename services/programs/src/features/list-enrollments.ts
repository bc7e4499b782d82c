import { Injectable } from '@nestjs/common';
import type { EnrollmentStatus } from '@chiron/contracts/programs';
import { Database } from '@chiron/postgres';
import type { EnrollmentView } from '../domain/enrollment-views.js';
import { enrollmentColumns, enrollmentTables, presentStatus } from './get-enrollment.js';

export interface EnrollmentsWanted {
  readonly offeringId?: string | undefined;
  /** the platform's person, under all the names that sources have for it */
  readonly personId?: string | undefined;
  readonly source?: string | undefined;
  readonly sourcedId?: string | undefined;
  readonly personSourcedId?: string | undefined;
  readonly status?: EnrollmentStatus | undefined;
  /** pending, and made at least so many days ago */
  readonly pendingDays?: number | undefined;
  /** RFC 3339 */
  readonly changedSince?: string | undefined;
  readonly limit: number;
  readonly after: EnrollmentsCursor | null;
}

/** Where the page before ended. */
export interface EnrollmentsCursor {
  /** that of the first page: each page of a walk answers the same */
  readonly asOf: string;
  /** of the last row, with microseconds; matters to a walk by changes only */
  readonly changedAt: string | null;
  readonly id: string;
}

export interface EnrollmentsFound {
  /** one more than the limit, where there is one */
  readonly rows: readonly (EnrollmentView & { readonly position: EnrollmentsCursor })[];
  /** `changedSince` of the next walk: what commits after this walk changed no earlier than that */
  readonly asOf: string;
}

const utc = (moment: string) => `to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/**
 * The filters in conjunction. Without `changedSince` in the order of the ids, which is that of their making; with it in
 * the order of change. Either order stays right while rows change: an id never changes, and a row that changes moves
 * forward only, where the walk is still to come.
 *
 * `changedSince` is at-least-once: a row's time of change is the start of the transaction that wrote it, so `asOf` lies
 * before the start of every transaction that was open when the walk began (and a little earlier, because a transaction
 * is seen in the server's activity a moment after its start).
 */
@Injectable()
export class ListEnrollments {
  constructor(private readonly database: Database) {}

  async run(wanted: EnrollmentsWanted): Promise<EnrollmentsFound> {
    // Before the rows are read: a transaction that ends in between is among the rows, one that begins is later.
    const asOf = wanted.after?.asOf ?? (await this.asOf());
    const byChange = wanted.changedSince !== undefined;
    const { where, values } = conditionsOf(wanted);
    const found = await this.database.query<EnrollmentView & { changedText: string }>(
      `select ${enrollmentColumns}, ${utc('e.changed_at')} as "changedText" from ${enrollmentTables}
       where ${where} order by ${byChange ? 'e.changed_at, e.id' : 'e.id'} limit ${wanted.limit + 1}`,
      values,
    );
    const rows = found.map(({ changedText, ...row }) => ({
      ...row,
      position: { asOf, changedAt: byChange ? changedText : null, id: row.id },
    }));
    return { rows, asOf };
  }

  private async asOf(): Promise<string> {
    const [row] = await this.database.query<{ asOf: string }>(
      `select ${utc(`(least(now(), min(xact_start)) - interval '2 seconds')`)} as "asOf"
       from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`,
    );
    return row!.asOf;
  }
}

/** Only the filters that are given stand in the statement: each has an index that the planner then sees. */
function conditionsOf(wanted: EnrollmentsWanted): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const conditions = ['true'];
  const when = <T>(value: T | undefined | null, condition: (at: (one: unknown) => string, value: T) => string) => {
    if (value != null) conditions.push(condition((one) => `$${values.push(one)}`, value));
  };
  when(wanted.offeringId, (at, id) => `e.offering_id = ${at(id)}::uuid`);
  when(
    wanted.personId,
    (at, id) => `(e.source, e.person) in (
      select source, sourced_id from people where person_id = ${at(id)}::uuid union select 'chiron', ${at(id)}::text)`,
  );
  when(wanted.source, (at, source) => `e.source = ${at(source)}`);
  when(wanted.sourcedId, (at, sourcedId) => `e.sourced_id = ${at(sourcedId)}`);
  when(wanted.personSourcedId, (at, sourcedId) => `e.person = ${at(sourcedId)}`);
  when(wanted.status, (at, status) => (status === 'pending' ? pending : hasStatus(at(status))));
  when(wanted.pendingDays, (at, days) => `${pending} and e.created_at <= now() - ${at(days)}::int * interval '1 day'`);
  when(wanted.changedSince, (at, since) => `e.changed_at >= ${at(since)}::timestamptz`);
  when(wanted.after, (at, { id, changedAt }) =>
    wanted.changedSince === undefined
      ? `e.id > ${at(id)}::uuid`
      : `(e.changed_at, e.id) > (${at(changedAt)}::timestamptz, ${at(id)}::uuid)`,
  );
  return { where: conditions.join(' and '), values };
}

/** `presentStatus`, said so that the planner can use what it knows of the columns. No hand makes anything pending. */
const bySource = `(e.overrides is null or not e.overrides ? 'status')`;
const pending = `e.status = 'pending' and ${bySource}`;
const hasStatus = (status: string) =>
  `(e.status = ${status} and ${bySource} or e.overrides is not null and ${presentStatus} = ${status})`;
