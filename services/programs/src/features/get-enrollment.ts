import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database, arrayText, forFew, prepared } from '@chiron/postgres';
import { EnrollmentViews, type EnrollmentView } from '../domain/enrollment-views.js';

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

/** One enrollment. */
@Injectable()
export class GetEnrollment extends EnrollmentViews {
  constructor(private readonly database: Database) {
    super();
  }

  async run(id: string): Promise<EnrollmentView> {
    const enrollment = (await this.of([id])).get(id);
    if (!enrollment) throw coreProblems.refuse('not-found', { kind: 'enrollment', id });
    return enrollment;
  }

  override async of(ids: readonly string[]): Promise<Map<string, EnrollmentView>> {
    const rows = await this.database.query<EnrollmentView>(forFew(byIds, ids.length), [arrayText(ids)]);
    return new Map(rows.map((row) => [row.id, row]));
  }
}
