import { addDays, type Instant, type IsoDate } from '@chiron/contracts/core';
import type { EnrollmentRole, EnrollmentStatus, ReceiptCode } from '@chiron/contracts/programs';

/** The order of day, month and year in a column whose dates are not ISO 8601. */
export type DateOrder = 'YMD' | 'DMY' | 'MDY';
export type ReadDate = { readonly date: IsoDate } | { readonly ambiguous: true } | { readonly bad: true };

/** What a source says of one enrollment, with its own ids translated to ours where we have any. */
export interface SourceValues {
  /** the person's sourcedId within the source */
  readonly person: string;
  readonly offeringId: string;
  readonly role: EnrollmentRole;
  readonly beginDate: IsoDate | null;
  /** the last day, inclusive */
  readonly endDate: IsoDate | null;
}

export type ValueField = keyof SourceValues;
export const valueFields: readonly ValueField[] = ['person', 'offeringId', 'role', 'beginDate', 'endDate'];

/** A change made by hand, standing over the source's value. */
export interface Override {
  readonly value: string | null;
  readonly by: string;
  readonly at: Instant;
}
export type Overrides = Readonly<Partial<Record<ValueField | 'status', Override>>>;

/** An enrollment of a source as it stands; `values` are the source's own, which is its last data set. */
export interface PresentRow {
  readonly id: string;
  readonly sourcedId: string | null;
  /** as its readers see it: a hand's status stands over the source's */
  readonly status: EnrollmentStatus;
  readonly sourceStatus: EnrollmentStatus;
  readonly values: SourceValues;
  readonly overrides: Overrides | null;
  readonly modified: Instant | null;
  readonly revision: number;
}

/** How the source writes things: its settings, and what its columns settled. */
export interface Reading {
  readonly roles: ReadonlyMap<string, EnrollmentRole>;
  readonly order: {
    readonly beginDate: DateOrder | null;
    readonly endDate: DateOrder | null;
    readonly modified: DateOrder | null;
  };
  readonly zone: string;
  /** OneRoster's end date is the day after the last */
  readonly exclusiveEnd: boolean;
  readonly now: Instant;
  readonly readDate: (text: string, order: DateOrder | null) => ReadDate;
  readonly readInstant: (text: string, order: DateOrder | null, zone: string) => Instant | null;
}

/** The values of an enrollment line that need no look-up, judged. */
export interface Incoming {
  readonly ends: boolean;
  readonly role: EnrollmentRole | null;
  readonly beginDate: IsoDate | null;
  readonly endDate: IsoDate | null;
  readonly modified: Instant | null;
  readonly warning: ReceiptCode | null;
}

export interface Rejected {
  readonly code: ReceiptCode;
  readonly field: string | null;
}

/** The parts of an enrollment line that are judged without looking anything up. */
export interface EnrollmentText {
  readonly status: string | null;
  readonly modified: string | null;
  readonly offering: string | null;
  readonly person: string | null;
  readonly role: string | null;
  readonly beginDate: string | null;
  readonly endDate: string | null;
}

const dayMs = 86_400_000;

/** What every kind of line says of itself: whether it ends the thing, and how old it is. */
export interface Head {
  readonly ends: boolean;
  readonly modified: Instant | null;
  readonly warning: ReceiptCode | null;
}

/** Judges a line's status and date. */
export function readHead(statusText: string | null, modifiedText: string | null, reading: Reading): Head | Rejected {
  const status = statusText === null ? 'active' : statusText.toLowerCase();
  if (status !== 'active' && status !== 'tobedeleted') return { code: 'bad-status', field: 'status' };
  const ends = status === 'tobedeleted';
  if (modifiedText === null) return { ends, modified: null, warning: null };
  const modified = reading.readInstant(modifiedText, reading.order.modified, reading.zone);
  if (modified === null) return { ends, modified, warning: 'ambiguous-modified-date' };
  if (Date.parse(modified) > Date.parse(reading.now) + dayMs)
    return { code: 'dated-in-future', field: 'dateLastModified' };
  return { ends, modified, warning: null };
}

/** Judges one line by itself; the first thing that is wrong with it is what its receipt names. */
export function readIncoming(text: EnrollmentText, reading: Reading): Incoming | Rejected {
  const head = readHead(text.status, text.modified, reading);
  if ('code' in head) return head;
  const { ends, modified, warning } = head;
  if (ends) return { ends, role: null, beginDate: null, endDate: null, modified, warning };

  if (text.person === null) return { code: 'missing-field', field: 'person' };
  if (text.offering === null) return { code: 'missing-field', field: 'offering' };
  if (text.role === null) return { code: 'missing-field', field: 'role' };
  const role = reading.roles.get(text.role.toLowerCase());
  if (!role) return { code: 'bad-role', field: 'role' };

  let beginDate: IsoDate | null = null;
  if (text.beginDate !== null) {
    const read = reading.readDate(text.beginDate, reading.order.beginDate);
    if ('bad' in read) return { code: 'bad-date', field: 'beginDate' };
    if ('ambiguous' in read) return { code: 'ambiguous-date', field: 'beginDate' };
    beginDate = read.date;
  }
  let endDate: IsoDate | null = null;
  if (text.endDate !== null) {
    const read = reading.readDate(text.endDate, reading.order.endDate);
    if ('bad' in read) return { code: 'bad-date', field: 'endDate' };
    if ('ambiguous' in read) return { code: 'ambiguous-date', field: 'endDate' };
    endDate = reading.exclusiveEnd ? addDays(read.date, -1) : read.date;
  }
  if (beginDate !== null && endDate !== null && endDate < beginDate)
    return { code: 'dates-reversed', field: 'endDate' };
  return { ends, role, beginDate, endDate, modified, warning };
}
