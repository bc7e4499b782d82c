import { type Decision, type Fact, type IsoDate } from '@chiron/contracts/core';
import {
  EnrollmentActivated,
  EnrollmentAmended,
  EnrollmentCompleted,
  EnrollmentEnded,
  EnrollmentOpened,
  EnrollmentWithdrawn,
  programsProblems,
  type EnrollmentFacts,
  type EnrollmentRole,
} from '@chiron/contracts/programs';
import { refuseReversed } from './catalogue.js';

interface Held {
  readonly id: string;
  /** the source it belongs to; `chiron` for one made by hand */
  readonly source: string;
  readonly sourcedId: string | null;
  /** the person's sourcedId within the source; for `chiron` membership's person id */
  readonly person: string;
  readonly offeringId: string;
  readonly role: EnrollmentRole;
  readonly beginDate: IsoDate | null;
  /** the last day */
  readonly endDate: IsoDate | null;
}
/** Nothing but an id is known of its person yet. */
export interface Pending extends Held {
  readonly status: 'pending';
}
export interface Active extends Held {
  readonly status: 'active';
}
export interface Completed extends Held {
  readonly status: 'completed';
}
export interface Withdrawn extends Held {
  readonly status: 'withdrawn';
}
/** Over without a result; only its source can make it live again. */
export interface Ended extends Held {
  readonly status: 'ended';
}
export type Live = Pending | Active;
/** An enrollment as its readers see it: what a hand changed stands over what the source says. */
export type Enrollment = Live | Completed | Withdrawn | Ended;

/** What can be changed by hand; absent stays, null clears. */
export interface Amendment {
  readonly role?: EnrollmentRole;
  readonly beginDate?: IsoDate | null;
  readonly endDate?: IsoDate | null;
}

/** The enrollment as one that can still change; completed, withdrawn and ended ones are finished. */
export function live(enrollment: Enrollment): Live {
  if (enrollment.status === 'pending' || enrollment.status === 'active') return enrollment;
  throw programsProblems.refuse('enrollment-finished', { status: enrollment.status });
}

/** The enrollment as one whose person takes part. */
export function active(enrollment: Enrollment): Active {
  const present = live(enrollment);
  if (present.status === 'active') return present;
  throw programsProblems.refuse('enrollment-pending');
}

/** What is told of an enrollment made by hand. */
export const opened = (enrollment: Active): Fact<EnrollmentFacts> => EnrollmentOpened.of(factsOf(enrollment));

/** @param lastDay becomes the end date, where it is given */
export function end(enrollment: Live, lastDay?: IsoDate): Decision<Ended> {
  const next: Ended = { ...until(enrollment, lastDay), status: 'ended' };
  return { next, events: [EnrollmentEnded.of(factsOf(next))] };
}

/** @param lastDay becomes the end date, where it is given */
export function withdraw(enrollment: Live, lastDay?: IsoDate): Decision<Withdrawn> {
  const next: Withdrawn = { ...until(enrollment, lastDay), status: 'withdrawn' };
  return { next, events: [EnrollmentWithdrawn.of(factsOf(next))] };
}

/** @param lastDay becomes the end date, where it is given */
export function complete(enrollment: Active, lastDay?: IsoDate): Decision<Completed> {
  const next: Completed = { ...until(enrollment, lastDay), status: 'completed' };
  return { next, events: [EnrollmentCompleted.of(factsOf(next))] };
}

/** Changes role or dates; nothing is told where they are so already. */
export function amend(enrollment: Live, change: Amendment): Decision<Live> {
  const next: Live = {
    ...enrollment,
    role: change.role ?? enrollment.role,
    beginDate: change.beginDate === undefined ? enrollment.beginDate : change.beginDate,
    endDate: change.endDate === undefined ? enrollment.endDate : change.endDate,
  };
  refuseReversed(next.beginDate, next.endDate, change.endDate === undefined ? '/beginDate' : '/endDate');
  const same =
    next.role === enrollment.role && next.beginDate === enrollment.beginDate && next.endDate === enrollment.endDate;
  return same ? { next: enrollment, events: [] } : { next, events: [EnrollmentAmended.of(factsOf(next))] };
}

/** A pending enrollment's person became known. */
export function activated(enrollment: Held, importId?: string): Fact<EnrollmentFacts> {
  return EnrollmentActivated.of(factsOf({ ...enrollment, status: 'active' }, importId));
}

/** Nothing is known any longer of an active enrollment's person: it waits again. */
export function waiting(enrollment: Held): Fact<EnrollmentFacts> {
  return EnrollmentAmended.of(factsOf({ ...enrollment, status: 'pending' }));
}

/** What events say of an enrollment. */
export function factsOf(enrollment: Enrollment, importId?: string): EnrollmentFacts {
  return {
    enrollmentId: enrollment.id,
    source: enrollment.source,
    person: { source: enrollment.source, sourcedId: enrollment.person },
    offeringId: enrollment.offeringId,
    role: enrollment.role,
    status: enrollment.status,
    beginDate: enrollment.beginDate,
    endDate: enrollment.endDate,
    ...(importId ? { importId } : {}),
  };
}

function until<E extends Live>(enrollment: E, lastDay: IsoDate | undefined): E {
  if (lastDay === undefined) return enrollment;
  refuseReversed(enrollment.beginDate, lastDay, '/lastDay');
  return { ...enrollment, endDate: lastDay };
}
