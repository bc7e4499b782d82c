import type { ChironEvent, Instant, IsoDate } from '@chiron/contracts/core';
import type { Reference } from './reference.js';

export interface EnrollmentFacts {
  readonly enrollmentId: string;
  readonly person: Reference;
  readonly offeringId: string;
  readonly role: string;
  readonly status: string;
  readonly beginDate: IsoDate | null;
  readonly endDate: IsoDate | null;
}

export interface OfferingFacts {
  readonly offeringId: string;
  readonly programId: string | null;
  readonly code: string | null;
  readonly title: string;
  readonly status: string;
  readonly beginDate: IsoDate | null;
  readonly endDate: IsoDate | null;
}

export interface ProgramFacts {
  readonly programId: string;
  readonly code: string | null;
  readonly title: string;
  readonly status: string;
}

/** What another service told, with the revision that orders it and the event behind it. */
export interface Told<D> {
  readonly facts: D;
  readonly revision: number;
  readonly event: { readonly id: string; readonly type: string; readonly time: Instant };
}

export const toldBy = <D>({ data, revision, id, type, time }: ChironEvent<D>): Told<D> => ({
  facts: data,
  revision,
  event: { id, type, time },
});

/**
 * Foreign facts, kept as they were told. Late and repeated ones change nothing. An entry names its person by reference
 * alone, so that it may come before the person, and a merge need not touch it.
 */
export abstract class Entries {
  abstract keepEnrollments(told: readonly Told<EnrollmentFacts>[]): Promise<void>;
  abstract keepOfferings(told: readonly Told<OfferingFacts>[]): Promise<void>;
  abstract keepPrograms(told: readonly Told<ProgramFacts>[]): Promise<void>;
}

/** The last word on each subject. */
export function newest<D>(told: readonly Told<D>[], subject: (facts: D) => string): Told<D>[] {
  const last = new Map<string, Told<D>>();
  for (const one of told) {
    const key = subject(one.facts);
    const earlier = last.get(key);
    if (!earlier || one.revision > earlier.revision) last.set(key, one);
  }
  return [...last.values()];
}
