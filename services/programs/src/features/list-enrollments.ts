import { Injectable } from '@nestjs/common';
import type { EnrollmentStatus } from '@chiron/contracts/programs';
import { Database } from '@chiron/postgres';
import { enrollmentColumns, enrollmentTables, presentStatus, type EnrollmentView } from './get-enrollment.js';

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
    const found = await this.database.query<EnrollmentView & { changedText: string }>(
      `select ${enrollmentColumns}, ${utc('e.changed_at')} as "changedText"
       from ${enrollmentTables}
       where ($2::uuid is null or e.offering_id = $2)
         and ($3::uuid is null or (e.source, e.person) in (
           select source, sourced_id from people where person_id = $3
           union select 'chiron', $3::text))
         and ($4::text is null or e.source = $4)
         and ($5::text is null or e.sourced_id = $5)
         and ($6::text is null or e.person = $6)
         and ($7::text is null or ${presentStatus} = $7)
         and ($8::float8 is null or
           e.status = 'pending' and e.overrides #> '{status}' is null and e.created_at <= now() - $8 * interval '1 day')
         and ${byChange ? 'e.changed_at >= $9::timestamptz' : '$9::text is null'}
         and ${byChange ? '($10::timestamptz is null or (e.changed_at, e.id) > ($10, $11::uuid))' : '$10::text is null and ($11::uuid is null or e.id > $11)'}
       order by ${byChange ? 'e.changed_at, e.id' : 'e.id'} limit $1`,
      [
        wanted.limit + 1,
        wanted.offeringId,
        wanted.personId,
        wanted.source,
        wanted.sourcedId,
        wanted.personSourcedId,
        wanted.status,
        wanted.pendingDays,
        wanted.changedSince,
        byChange ? wanted.after?.changedAt : null,
        wanted.after?.id,
      ],
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
