import type { IsoDate } from '@chiron/contracts/core';
import type { EnrollmentRole, EnrollmentStatus } from '@chiron/contracts/programs';
import type { Overrides } from './incoming.js';

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

/** Enrollments as their readers see them; within an open transaction, with what it wrote. */
export abstract class EnrollmentViews {
  /** by id; one that is not there is left out */
  abstract of(ids: readonly string[]): Promise<Map<string, EnrollmentView>>;
}
