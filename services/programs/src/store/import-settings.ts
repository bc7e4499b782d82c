import { readDate, readInstant } from '../formats/dates.js';
import type { LineKind } from '../formats/lines.js';
import type { Import } from '../domain/import.js';
import type { DateOrder, Reading } from '../domain/incoming.js';
import type { FieldPolicy } from '../domain/plan.js';
import { readScope, type Scope } from '../domain/scope.js';
import { fieldPolicyOf, rolesOf, type Source } from '../domain/source.js';

/** The settings of a source as a running import uses them. */
export interface ReadingSettings {
  /** how lines of this kind are read; a column of one file settles nothing for another file */
  readingOf(kind: LineKind): Reading;
  readonly policy: FieldPolicy;
  readonly domains: readonly string[];
  readonly scope: Scope | null;
  /** whether the data set speaks of enrollments at all */
  readonly enrollmentsDelivered: boolean;
  /** the source has no enrollment yet: nothing to compare with, and unique indexes refuse what slips in meanwhile */
  readonly first: boolean;
  /** names every setting that a row's meaning depends on */
  readonly signature: string;
}

/** How rows of this source are read: its settings, and what the data set itself settled. */
export function settingsOf(
  source: Source,
  zone: string,
  how: {
    exclusiveEnd: boolean;
    evidence: Import['evidence'];
    scope: Scope | null;
    enrollmentsDelivered: boolean;
    first: boolean;
  },
): ReadingSettings {
  const roles = rolesOf(source);
  const now = new Date().toISOString();
  const readings = new Map<LineKind, Reading>();
  const readingOf = (kind: LineKind): Reading => {
    const order = (column: string): DateOrder | null => {
      if (source.dateOrder) return source.dateOrder;
      const settled = how.evidence[`${kind}.${column}`];
      return settled === 'mixed' ? null : (settled ?? null);
    };
    const reading = readings.get(kind) ?? {
      roles,
      order: { beginDate: order('beginDate'), endDate: order('endDate'), modified: order('modified') },
      zone: source.timeZone ?? zone,
      exclusiveEnd: how.exclusiveEnd,
      now,
      readDate,
      readInstant: remembering(readMoment),
    };
    readings.set(kind, reading);
    return reading;
  };
  return {
    readingOf,
    policy: fieldPolicyOf(source),
    domains: source.domains,
    scope: how.scope,
    enrollmentsDelivered: how.enrollmentsDelivered,
    first: how.first,
    signature: JSON.stringify([
      source.dateOrder ?? how.evidence,
      source.timeZone ?? zone,
      how.exclusiveEnd,
      source.roles,
    ]),
  };
}

/** The settings for the rows of one import. */
export function settingsFor(one: Import, source: Source, zone: string, first: boolean): ReadingSettings {
  const file = one.dataset.files['enrollments'];
  return settingsOf(source, zone, {
    first,
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
