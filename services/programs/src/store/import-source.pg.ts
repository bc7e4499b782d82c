import type { EnrollmentRole } from '@chiron/contracts/programs';
import type { Database } from '@chiron/postgres';
import { readDate, readInstant } from '../formats/dates.js';
import type { Guards } from '../domain/guards.js';
import type { Import } from '../domain/import.js';
import type { DateOrder, Reading } from '../domain/incoming.js';
import type { FieldPolicy } from '../domain/plan.js';
import { readScope, type Scope } from '../domain/scope.js';
import { fieldPolicyOf, guardsOf, rolesOf } from '../domain/source.js';

/** The settings of a source as a running import uses them. */
export interface ReadingSettings {
  readonly reading: Reading;
  readonly policy: FieldPolicy;
  readonly guards: Guards;
  readonly domains: readonly string[];
  readonly scope: Scope | null;
  /** whether the data set speaks of enrollments at all */
  readonly enrollmentsDelivered: boolean;
  /** names every setting that a row's meaning depends on */
  readonly signature: string;
}

interface StoredSource extends Record<string, unknown> {
  domains: string[];
  date_order: DateOrder | null;
  time_zone: string | null;
  roles: Record<string, EnrollmentRole>;
  guards: Partial<Guards>;
  field_policy: Partial<FieldPolicy>;
}

export async function settingsOf(
  database: Pick<Database, 'query'>,
  source: string,
  zone: string,
  how: { exclusiveEnd: boolean; evidence: Import['evidence']; scope: Scope | null; enrollmentsDelivered: boolean },
): Promise<ReadingSettings> {
  const [row] = await database.query<StoredSource>(
    'select domains, date_order, time_zone, roles, guards, field_policy from sources where name = $1',
    [source],
  );
  const order = (column: string): DateOrder | null => {
    if (row?.date_order) return row.date_order;
    const settled = how.evidence[column];
    return settled === 'mixed' ? null : (settled ?? null);
  };
  const roles = rolesOf({ roles: row?.roles ?? {} });
  const reading: Reading = {
    roles,
    order: { beginDate: order('beginDate'), endDate: order('endDate'), modified: order('modified') },
    zone: row?.time_zone ?? zone,
    exclusiveEnd: how.exclusiveEnd,
    now: new Date().toISOString(),
    readDate,
    readInstant: remembering(readMoment),
  };
  return {
    reading,
    policy: fieldPolicyOf({ fieldPolicy: row?.field_policy ?? {} }),
    guards: guardsOf({ guards: row?.guards ?? {} }),
    domains: row?.domains ?? [],
    scope: how.scope,
    enrollmentsDelivered: how.enrollmentsDelivered,
    signature: JSON.stringify([reading.order, reading.zone, reading.exclusiveEnd, row?.roles ?? {}]),
  };
}

export function readingOf(database: Database, one: Import, zone: string): Promise<ReadingSettings> {
  const file = one.dataset.files['enrollments'];
  return settingsOf(database, one.source, zone, {
    exclusiveEnd: one.dataset.exclusiveEnd,
    evidence: one.evidence,
    scope: one.mode === 'canonical' ? readScope(one.scope) : null,
    enrollmentsDelivered: one.contentType !== 'zip' || file === 'bulk' || file === 'delta',
  });
}

/** Rows of one delivery mostly carry the same moment, so the last reading is kept. */
function remembering(read: Reading['readInstant']): Reading['readInstant'] {
  let text: string | undefined;
  let moment: string | null = null;
  return (next, order, zone) => {
    if (next !== text) {
      moment = read(next, order, zone);
      text = next;
    }
    return moment;
  };
}

/** A moment that is ambiguous or none at all counts as absent; the row says so. */
function readMoment(text: string, order: DateOrder | null, zone: string): string | null {
  const read = readInstant(text, order, zone);
  return 'instant' in read ? read.instant : null;
}
