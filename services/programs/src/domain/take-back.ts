import type { EnrollmentStatus } from '@chiron/contracts/programs';
import { valueFields, type Overrides, type PresentRow, type SourceValues } from './incoming.js';
import { presentStatus, presentValues, type NextRow, type Verb } from './plan.js';

/** One enrollment as it stood before an import wrote it, or after. */
export interface RowState {
  readonly sourcedId: string | null;
  readonly sourceStatus: EnrollmentStatus;
  readonly values: SourceValues;
  readonly overrides: Overrides | null;
  readonly modified: string | null;
}

/** The part of a row that undo gives back. */
export const stateOf = (row: PresentRow | NextRow): RowState => ({
  sourcedId: row.sourcedId,
  sourceStatus: row.sourceStatus,
  values: row.values,
  overrides: row.overrides,
  modified: row.modified,
});

/** What undo does with one row: `next` null where nothing can go back; `left` names what stays. */
export interface TakenBack {
  readonly next: NextRow | null;
  readonly verb: Verb | null;
  readonly left: string | null;
}

const live = (status: EnrollmentStatus): boolean => status === 'active' || status === 'pending';

/**
 * Gives back earlier values, field by field, only where the present one is the one the import wrote. What the source
 * said last goes back with them, or its next delivery would look like a change.
 */
export function takeBack(
  change: { readonly before: RowState; readonly after: RowState },
  present: PresentRow,
): TakenBack {
  const { before, after } = change;
  const kept: string[] = [];
  const giveBack = <T>(field: string, was: T, wrote: T, is: T): T => {
    if (was === wrote || same(was, wrote)) return is;
    if (same(is, wrote)) return was;
    kept.push(field);
    return is;
  };
  const values = Object.fromEntries(
    valueFields.map((field) => [
      field,
      giveBack(field, before.values[field], after.values[field], present.values[field]),
    ]),
  ) as unknown as SourceValues;
  const next: NextRow = {
    sourcedId: giveBack('sourcedId', before.sourcedId, after.sourcedId, present.sourcedId),
    sourceStatus: giveBack('status', before.sourceStatus, after.sourceStatus, present.sourceStatus),
    values,
    overrides: giveBack('overrides', before.overrides, after.overrides, present.overrides),
    modified: giveBack('dateLastModified', before.modified, after.modified, present.modified),
  };
  const left = kept.length > 0 ? `changed since: ${kept.join(', ')}` : null;
  return { next, verb: verbOf(present, next), left };
}

/** A row that the import made ends, where nobody touched it since. */
export function takeBackCreated(present: PresentRow, untouched: boolean): TakenBack {
  if (present.status === 'ended') return { next: null, verb: null, left: null };
  if (!live(present.status)) return { next: null, verb: null, left: `it is ${present.status}` };
  if (!untouched || present.overrides) return { next: null, verb: null, left: 'changed since it was created' };
  return { next: { ...present, sourceStatus: 'ended' }, verb: 'ended', left: null };
}

function verbOf(present: PresentRow, next: NextRow): Verb | null {
  const status = presentStatus(next);
  if (live(present.status) && status === 'ended') return 'ended';
  if (!live(present.status) && live(status)) return 'restored';
  const before = presentValues(present.values, present.overrides);
  const after = presentValues(next.values, next.overrides);
  return status !== present.status || valueFields.some((field) => before[field] !== after[field]) ? 'amended' : null;
}

function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return false;
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: object): unknown {
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [
        key,
        inner !== null && typeof inner === 'object' ? sorted(inner as object) : (inner as unknown),
      ]),
  );
}
