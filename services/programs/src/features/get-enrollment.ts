import { Injectable } from '@nestjs/common';
import { coreProblems, type IsoDate } from '@chiron/contracts/core';
import type { EnrollmentRole, EnrollmentStatus } from '@chiron/contracts/programs';
import { Database, forFew, prepared } from '@chiron/postgres';
import type { Overrides } from '../domain/incoming.js';

/** An enrollment as its readers see it: what a hand changed stands over what the source says. */
export interface EnrollmentView {
  readonly id: string;
  /** the source it belongs to; `chiron` for one made by hand */
  readonly source: string;
  readonly sourcedId: string | null;
  readonly offeringId: string;
  /** the platform's person; null until membership has told it */
  readonly personId: string | null;
  /** the person's id within the source; null for one made by hand */
  readonly personSourcedId: string | null;
  readonly role: EnrollmentRole;
  readonly status: EnrollmentStatus;
  readonly beginDate: IsoDate | null;
  /** the last day */
  readonly endDate: IsoDate | null;
  /** which fields a hand changed, to what, who and when */
  readonly handChanges: Overrides;
  /** what the source says of its own last change */
  readonly dateLastModified: Date | null;
  /** the import that wrote it last */
  readonly importId: string | null;
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** The present values, from `enrollments e`. */
export const presentStatus = `coalesce(e.overrides #>> '{status,value}', e.status)`;
export const enrollmentColumns = `e.id, e.source, e.sourced_id as "sourcedId", e.offering_id as "offeringId",
  coalesce(p.person_id::text, case when e.source = 'chiron' then e.person end) as "personId",
  case when e.source = 'chiron' then null else e.person end as "personSourcedId",
  coalesce(e.overrides #>> '{role,value}', e.role) as role, ${presentStatus} as status,
  case when e.overrides ? 'beginDate' then e.overrides #>> '{beginDate,value}' else e.begin_date::text end as "beginDate",
  case when e.overrides ? 'endDate' then e.overrides #>> '{endDate,value}' else e.end_date::text end as "endDate",
  coalesce(e.overrides, '{}') as "handChanges", e.modified_at as "dateLastModified", e.import_id as "importId",
  e.revision, e.created_at as "createdAt", e.changed_at as "changedAt"`;
export const enrollmentTables = 'enrollments e left join people p on p.source = e.source and p.sourced_id = e.person';

const byIds = prepared(`select ${enrollmentColumns} from ${enrollmentTables} where e.id = any($1::uuid[])`);

/** One enrollment. Those asked for in the same turn of the event loop are read together: a batch of posts is one query. */
@Injectable()
export class GetEnrollment {
  private turn: { readonly ids: Set<string>; readonly found: Promise<Map<string, EnrollmentView>> } | undefined;

  constructor(private readonly database: Database) {}

  async run(id: string): Promise<EnrollmentView> {
    // What an open transaction wrote, only it can read.
    const found = this.database.current ? await this.read([id]) : await this.together(id);
    const enrollment = found.get(id);
    if (!enrollment) throw coreProblems.refuse('not-found', { kind: 'enrollment', id });
    return enrollment;
  }

  private together(id: string): Promise<Map<string, EnrollmentView>> {
    if (!this.turn) {
      const ids = new Set<string>();
      const found = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        this.turn = undefined;
        return this.read([...ids]);
      });
      this.turn = { ids, found };
    }
    this.turn.ids.add(id);
    return this.turn.found;
  }

  private async read(ids: readonly string[]): Promise<Map<string, EnrollmentView>> {
    const rows = await this.database.query<EnrollmentView>(forFew(byIds, ids.length), [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }
}
