import type { Fact } from '@chiron/contracts/core';
import {
  EnrollmentActivated,
  EnrollmentAmended,
  EnrollmentEnded,
  EnrollmentOpened,
  EnrollmentRestored,
  type EnrollmentFacts,
  type EnrollmentStatus,
  type Outcome,
  type ReceiptCode,
} from '@chiron/contracts/programs';
import {
  valueFields,
  type Incoming,
  type Overrides,
  type PresentRow,
  type SourceValues,
  type ValueField,
} from './incoming.js';

/** Who wins, field by field, where a hand changed what the source now changes too. */
export type FieldPolicy = EnrollmentPolicy & Readonly<Record<CatalogueField, 'source' | 'hand'>>;
export type EnrollmentPolicy = Readonly<Record<ValueField | 'status', 'source' | 'hand'>>;
/** What only the catalogue has; dates, state and references go by the policy of the same name. */
export type CatalogueField = 'title' | 'code' | 'type' | 'programId' | 'termIds';

export const defaultFieldPolicy: FieldPolicy = {
  person: 'hand',
  offeringId: 'hand',
  role: 'hand',
  beginDate: 'hand',
  endDate: 'hand',
  status: 'hand',
  title: 'hand',
  code: 'hand',
  type: 'hand',
  programId: 'hand',
  termIds: 'hand',
};

/** One line, judged and with its references looked up. `values` is null for a line that ends. */
export interface Next {
  readonly sourcedId: string;
  readonly incoming: Incoming;
  readonly values: SourceValues | null;
  /** whether the source ever gave this person a name, an e-mail or an ORCID iD, this line included */
  readonly personKnown: boolean;
}

/** What a line does. `row` is the enrollment as it will stand, absent where nothing is written. */
export interface Planned {
  readonly outcome: Outcome;
  readonly code: ReceiptCode | null;
  readonly field: string | null;
  readonly row: NextRow | null;
  /** What to tell; empty where only what the source last said is remembered. */
  readonly fact: Verb | null;
}

export interface NextRow {
  readonly sourcedId: string | null;
  /** the source's; a hand's stands in `overrides` */
  readonly sourceStatus: EnrollmentStatus;
  readonly values: SourceValues;
  readonly overrides: Overrides | null;
  readonly modified: string | null;
}

export type Verb = 'opened' | 'activated' | 'amended' | 'ended' | 'restored';

const definitions = {
  opened: EnrollmentOpened,
  activated: EnrollmentActivated,
  amended: EnrollmentAmended,
  ended: EnrollmentEnded,
  restored: EnrollmentRestored,
};

const nothing = (outcome: Outcome, code: ReceiptCode | null = null, field: string | null = null): Planned => ({
  outcome,
  code,
  field,
  row: null,
  fact: null,
});

/** The enrollment as its readers see it: what a hand changed stands over what the source says. */
export function presentValues(values: SourceValues, overrides: Overrides | null): SourceValues {
  if (!overrides) return values;
  const shown: Record<string, string | null> = { ...values };
  for (const field of valueFields) {
    const override = overrides[field];
    if (override) shown[field] = override.value;
  }
  return shown as unknown as SourceValues;
}

/**
 * The three-way difference of one line: what the source said last (the row's values), what it says now, and what
 * stands (a hand's overrides). The same function serves the preview, the run and a single post.
 */
export function plan(next: Next, present: PresentRow | null, policy: EnrollmentPolicy): Planned {
  if (!present) return next.incoming.ends ? nothing('unchanged', 'nothing-to-end') : open(next);
  if (isOlder(next.incoming.modified, present.modified))
    return nothing('stale', 'older-than-present', 'dateLastModified');
  return next.incoming.ends ? end(next, present) : merge(next, present, policy);
}

function isOlder(incoming: string | null, present: string | null): boolean {
  return incoming !== null && present !== null && Date.parse(incoming) < Date.parse(present);
}

function open(next: Next): Planned {
  const known = next.personKnown;
  return {
    outcome: known ? 'created' : 'pending',
    code: known ? next.incoming.warning : 'unknown-person',
    field: known ? null : 'person',
    row: {
      sourcedId: next.sourcedId,
      sourceStatus: known ? 'active' : 'pending',
      values: next.values!,
      overrides: null,
      modified: next.incoming.modified,
    },
    fact: 'opened',
  };
}

function end(next: Next, present: PresentRow): Planned {
  if (present.sourcedId !== next.sourcedId) return nothing('unchanged', 'nothing-to-end');
  if (present.status === 'ended') return remember(next, present, 'unchanged', null);
  if (present.status === 'completed' || present.status === 'withdrawn')
    return nothing('kept', 'finished-kept', 'status');
  return {
    outcome: 'ended',
    code: next.incoming.warning,
    field: null,
    row: {
      sourcedId: present.sourcedId,
      sourceStatus: 'ended',
      values: present.values,
      overrides: present.overrides,
      modified: next.incoming.modified ?? present.modified,
    },
    fact: 'ended',
  };
}

/** Only what the source said last changes; what stands does not, so nothing is told. */
function remember(
  next: Next,
  present: PresentRow,
  outcome: Outcome,
  code: ReceiptCode | null,
  field: string | null = null,
): Planned {
  return {
    outcome,
    code,
    field,
    row: {
      sourcedId: next.sourcedId,
      sourceStatus: present.sourceStatus,
      values: next.values ?? present.values,
      overrides: present.overrides,
      modified: next.incoming.modified ?? present.modified,
    },
    fact: null,
  };
}

function merge(next: Next, present: PresentRow, policy: EnrollmentPolicy): Planned {
  const values = next.values!;
  const rekeyed = present.sourcedId !== next.sourcedId;
  const sourceChanged = valueFields.filter((field) => values[field] !== present.values[field]);

  if (present.status === 'completed' || present.status === 'withdrawn') {
    if (sourceChanged.length === 0 && !rekeyed) return remember(next, present, 'unchanged', null);
    return nothing('kept', 'finished-kept', 'status');
  }
  const endedByHand = present.status === 'ended' && present.overrides?.status !== undefined;
  if (endedByHand) {
    if (sourceChanged.length === 0 && !rekeyed) return remember(next, present, 'unchanged', null);
    if (policy.status === 'hand') return remember(next, present, 'kept', 'hand-change-kept', 'status');
  }

  const overrides: Partial<Record<ValueField | 'status', Overrides[ValueField]>> = { ...present.overrides };
  let kept: ValueField | null = null;
  let overwritten: string | null = endedByHand ? 'status' : null;
  if (endedByHand) delete overrides.status;
  for (const field of sourceChanged) {
    const override = overrides[field];
    if (!override) continue;
    if (override.value === values[field]) delete overrides[field];
    else if (policy[field] === 'hand') kept = field;
    else {
      delete overrides[field];
      overwritten = field;
    }
  }
  const left = Object.keys(overrides).length > 0 ? (overrides as Overrides) : null;
  const before = presentValues(present.values, present.overrides);
  const after = presentValues(values, left);
  const shownChanged = valueFields.some((field) => before[field] !== after[field]);
  const status: EnrollmentStatus = next.personKnown ? 'active' : 'pending';
  const row: NextRow = {
    sourcedId: next.sourcedId,
    sourceStatus: status,
    values,
    overrides: left,
    modified: next.incoming.modified ?? present.modified,
  };

  if (present.status === 'ended') {
    return {
      outcome: 'restored',
      code: overwritten ? 'hand-change-overwritten' : rekeyed ? 'rekeyed' : null,
      field: overwritten,
      row,
      fact: 'restored',
    };
  }
  if (status === 'pending') {
    return {
      outcome: 'pending',
      code: 'unknown-person',
      field: 'person',
      row,
      fact: shownChanged || present.status !== 'pending' ? 'amended' : null,
    };
  }
  const activated = present.status === 'pending';
  if (activated || shownChanged || rekeyed || overwritten) {
    const code = overwritten
      ? 'hand-change-overwritten'
      : kept
        ? 'hand-change-kept'
        : rekeyed
          ? 'rekeyed'
          : next.incoming.warning;
    return {
      outcome: 'updated',
      code,
      field: overwritten ?? kept,
      row,
      fact: shownChanged ? (activated ? 'activated' : 'amended') : activated ? 'activated' : null,
    };
  }
  if (kept) return { outcome: 'kept', code: 'hand-change-kept', field: kept, row, fact: null };
  return remember(next, { ...present, overrides: left }, 'unchanged', next.incoming.warning);
}

/** The status as its readers see it. */
export function presentStatus(row: NextRow): EnrollmentStatus {
  return (row.overrides?.status?.value as EnrollmentStatus | undefined) ?? row.sourceStatus;
}

/** The published fact of a planned row. */
export function factOf(
  verb: Verb,
  id: string,
  source: string,
  row: NextRow,
  importId: string | undefined,
): Fact<EnrollmentFacts> {
  const shown = presentValues(row.values, row.overrides);
  return {
    event: definitions[verb],
    data: {
      enrollmentId: id,
      source,
      person: { source, sourcedId: shown.person },
      offeringId: shown.offeringId,
      role: shown.role,
      status: presentStatus(row),
      beginDate: shown.beginDate,
      endDate: shown.endDate,
      ...(importId ? { importId } : {}),
    },
  };
}
