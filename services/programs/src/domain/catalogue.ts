import type { Facts, IsoDate } from '@chiron/contracts/core';
import { programsProblems, type OfferingFacts, type ProgramFacts } from '@chiron/contracts/programs';
import type { HandChanges } from './hand-changes.js';
import { same } from './same.js';

/** What every thing of the catalogue carries. `source` and `sourcedId` are null for what was made by hand alone. */
interface Tracked {
  readonly id: string;
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}
interface Sourced extends Tracked {
  readonly source: string | null;
  readonly sourcedId: string | null;
  /** by field: what the source says beneath a hand's value, and whose hand it was; null where there is none */
  readonly handChanges: HandChanges | null;
}

export const programStatuses = ['draft', 'open', 'retired'] as const;
export const offeringStatuses = ['draft', 'scheduled', 'cancelled', 'over'] as const;

export interface ProgramFields {
  readonly code: string | null;
  readonly title: string;
  readonly description: string | null;
  readonly status: (typeof programStatuses)[number];
}
export interface Program extends Sourced, ProgramFields {}

export interface OfferingFields {
  readonly programId: string | null;
  readonly termIds: readonly string[];
  readonly code: string | null;
  readonly title: string;
  readonly status: (typeof offeringStatuses)[number];
  readonly beginDate: IsoDate | null;
  /** the last day */
  readonly endDate: IsoDate | null;
  readonly seats: number | null;
}
export interface Offering extends Sourced, OfferingFields {}

export interface TermFields {
  readonly title: string;
  /** the source's own word, or ours: semester, gradingPeriod, schoolYear … */
  readonly type: string | null;
  readonly beginDate: IsoDate | null;
  /** the last day */
  readonly endDate: IsoDate | null;
}
export interface Term extends Sourced, TermFields {
  readonly parentSourcedId: string | null;
}

export interface ClassMeetingFields {
  readonly title: string;
  readonly beginsAt: Date;
  readonly endsAt: Date;
  readonly place: string | null;
}
export interface ClassMeeting extends Tracked, ClassMeetingFields {
  readonly offeringId: string;
}

/** How a source names a thing that is made by hand, so that its next deliveries find it. */
export interface SourceReference {
  readonly source: string;
  readonly sourcedId: string;
}

export const programFacts = (program: Pick<Program, 'id' | 'code' | 'title' | 'status'>): ProgramFacts => ({
  programId: program.id,
  code: program.code,
  title: program.title,
  status: program.status,
});

export const offeringFacts = (
  offering: Pick<Offering, 'id' | 'programId' | 'code' | 'title' | 'status' | 'beginDate' | 'endDate'>,
): OfferingFacts => ({
  offeringId: offering.id,
  programId: offering.programId,
  code: offering.code,
  title: offering.title,
  status: offering.status,
  beginDate: offering.beginDate,
  endDate: offering.endDate,
});

/** The thing with its changes, or null where they change nothing. What is absent in `change` stays. */
export function changed<T extends object>(present: T, change: Partial<T>): T | null {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const differs = given.some(([field, value]) => !same(present[field as keyof T], value));
  return differs ? { ...present, ...(Object.fromEntries(given) as Partial<T>) } : null;
}

/** Whether two facts of the same kind say the same; nothing is told then. */
export const sameFacts = (one: Facts, other: Facts): boolean =>
  Object.keys({ ...one, ...other }).every((field) => same(one[field], other[field]));

/** A day or a moment may be its own end; an open side is fine. */
export function refuseReversed<T extends string | Date>(begin: T | null, end: T | null, pointer: string): void {
  if (begin !== null && end !== null && end < begin) {
    throw programsProblems.refuse('dates-reversed', {}, [{ pointer, detail: 'lies before the beginning' }]);
  }
}
