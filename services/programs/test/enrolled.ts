import { uuidv7 } from 'uuidv7';
import type { RunningPrograms } from './running-programs.js';

export interface Enrollment {
  readonly id: string;
  readonly status: string;
  readonly personId: string | null;
  readonly revision: number;
}
export interface Page {
  readonly items: Enrollment[];
  readonly next: string | null;
  readonly asOf: string;
}
interface Given {
  source?: string;
  sourcedId?: string | null;
  person?: string;
  status?: string;
  daysAgo?: number;
}

/** As an import leaves it. */
export async function enrolled(
  programs: RunningPrograms,
  offering: string,
  given: Given = {},
  database = programs.database,
): Promise<string> {
  const id = uuidv7();
  const { source = 'sis', person = `usr-${id}`, status = 'active', daysAgo = 0 } = given;
  const { sourcedId = source === 'chiron' ? null : `enr-${id}` } = given;
  await database.query(
    `insert into enrollments (id, source, sourced_id, person, offering_id, role, status, begin_date, end_date, created_at)
     values ($1, $2, $3, $4, $5, 'learner', $6, '2026-09-01', '2026-12-20', now() - $7 * interval '1 day')`,
    [id, source, sourcedId, person, offering, status, daysAgo],
  );
  return id;
}
