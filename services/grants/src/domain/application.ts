import { coreProblems, type Decision, type FieldError, type Instant, type IsoDate } from '@chiron/contracts/core';
import {
  ApplicationDeadlineExtended,
  ApplicationReopened,
  ApplicationReturned,
  ApplicationStarted,
  ApplicationSubmitted,
  ApplicationWithdrawn,
  grantsProblems,
  LetterDeclined,
  LetterInvited,
  type ApplicationFacts,
  type CallStage,
} from '@chiron/contracts/grants';
import { windowState, type Window } from './call.js';

interface Held {
  readonly id: string;
  /** what people call it: the call's code and four characters that follow no order */
  readonly number: string;
  readonly callId: string;
  readonly stage: CallStage;
  /** the version of the stage's form it is written on; it never changes under the applicant */
  readonly formVersion: number;
  /** the principal investigator */
  readonly applicantId: string;
  /** the letter of intent that this full application goes on from */
  readonly letterId: string | null;
  /** the version of the answers that stands now, from 0 */
  readonly answersVersion: number;
  /** a deadline of its own that an officer gave; it stands instead of the call's window, without grace */
  readonly dueAt: Instant | null;
}
export interface Draft extends Held {
  readonly state: 'draft';
}
/** An officer returned it; its applicant may edit and submit again until `dueAt`. */
export interface Returned extends Held {
  readonly state: 'returned';
  readonly dueAt: Instant;
  readonly reason: string;
}
export interface Submitted extends Held {
  readonly state: 'submitted';
  readonly submittedAt: Instant;
  readonly late: boolean;
}
export interface Withdrawn extends Held {
  readonly state: 'withdrawn';
  readonly withdrawnAt: Instant;
  readonly reason: string | null;
}
/** A letter of intent that was answered with an invitation: a full application may go on from it. */
export interface Invited extends Held {
  readonly state: 'invited';
  readonly submittedAt: Instant;
  readonly late: boolean;
}
export interface NotInvited extends Held {
  readonly state: 'not-invited';
  readonly submittedAt: Instant;
  readonly late: boolean;
  readonly reason: string;
}
/** Its round is over and told: nothing changes it any more. */
export interface Concluded extends Held {
  readonly state: 'concluded';
  readonly submittedAt: Instant;
  readonly late: boolean;
  /** the day its grant was announced; null where there was none */
  readonly grantedOn: IsoDate | null;
}

export type Editable = Draft | Returned;
export type Application = Editable | Submitted | Withdrawn | Invited | NotInvited | Concluded;
export type ApplicationState = Application['state'];
export const applicationStates: readonly ApplicationState[] = [
  'draft',
  'returned',
  'submitted',
  'withdrawn',
  'invited',
  'not-invited',
  'concluded',
];

export function factsOf({ id, callId, stage, applicantId }: Held): ApplicationFacts {
  return { applicationId: id, callId, stage, applicantId };
}

/**
 * Whether handing in at `now` is in time. A deadline of its own stands instead of the window, and has no grace.
 * @throws Refusal `window-not-open`, `window-closed`
 */
export function timely(window: Window, dueAt: Instant | null, now: Instant): { readonly late: boolean } {
  const late = now >= window.closesAt;
  if (dueAt !== null) {
    if (now >= dueAt) throw grantsProblems.refuse('window-closed', { closedAt: dueAt });
    return { late };
  }
  const state = windowState(window, now);
  if (state === 'not-open') throw grantsProblems.refuse('window-not-open', { opensAt: window.opensAt });
  if (state === 'closed') throw grantsProblems.refuse('window-closed', { closedAt: window.closesAt });
  return { late };
}

export interface Beginning extends Limit {
  readonly id: string;
  readonly number: string;
  readonly callId: string;
  readonly stage: CallStage;
  readonly formVersion: number;
  readonly applicantId: string;
  readonly window: Window;
  readonly now: Instant;
  /** what the rules of eligibility say against it; empty where nothing does */
  readonly obstacles: readonly FieldError[];
}

/**
 * A draft, for somebody who is eligible, while its window is open.
 * @throws Refusal `not-eligible` with every reason, `window-not-open`, `window-closed`, `application-limit`
 */
export function start(wanted: Beginning, letter: Invited | null = null): Decision<Draft> {
  timely(wanted.window, letter?.dueAt ?? null, wanted.now);
  if (wanted.obstacles.length > 0) throw grantsProblems.refuse('not-eligible', {}, wanted.obstacles);
  refuseMore(wanted);
  const next: Draft = {
    id: wanted.id,
    number: letter?.number ?? wanted.number,
    callId: wanted.callId,
    stage: wanted.stage,
    formVersion: wanted.formVersion,
    applicantId: wanted.applicantId,
    letterId: letter?.id ?? null,
    answersVersion: 0,
    dueAt: letter?.dueAt ?? null,
    state: 'draft',
  };
  return { next, events: [ApplicationStarted.of({ ...factsOf(next), ...(letter && { letterId: letter.id }) })] };
}

/** The application as one whose applicant may change it. @throws Refusal `application-not-editable` */
export function editable(application: Application): Editable {
  if (application.state === 'draft' || application.state === 'returned') return application;
  throw grantsProblems.refuse('application-not-editable', { state: application.state });
}

/** The application as one that was handed in and not yet answered. @throws Refusal `application-not-submitted` */
export function submitted(application: Application): Submitted {
  if (application.state === 'submitted') return application;
  throw grantsProblems.refuse('application-not-submitted', { state: application.state });
}

/** @throws Refusal `letter-not-invited` */
export function invited(letter: Application): Invited {
  if (letter.state === 'invited') return letter;
  throw grantsProblems.refuse('letter-not-invited', { state: letter.state });
}

export interface HandingIn {
  readonly window: Window;
  readonly now: Instant;
  /** what is still missing, field by field */
  readonly missing: readonly FieldError[];
  readonly team: readonly { readonly personId: string; readonly role: string }[];
}

/** @throws Refusal `window-not-open`, `window-closed`, `application-incomplete` with every field */
export function submit(application: Editable, { window, now, missing, team }: HandingIn): Decision<Submitted> {
  const { late } = timely(window, application.dueAt, now);
  if (missing.length > 0) throw grantsProblems.refuse('application-incomplete', {}, missing);
  const next: Submitted = { ...heldOf(application), state: 'submitted', submittedAt: now, late };
  return { next, events: [ApplicationSubmitted.of({ ...factsOf(next), submittedAt: now, late, team: [...team] })] };
}

/** The applicant takes it back; a draft too. @throws Refusal `application-withdrawn`, `application-concluded` */
export function withdraw(application: Application, reason: string | null, now: Instant): Decision<Withdrawn> {
  if (application.state === 'withdrawn') throw grantsProblems.refuse('application-withdrawn');
  if (application.state === 'concluded') throw grantsProblems.refuse('application-concluded');
  const next: Withdrawn = { ...heldOf(application), state: 'withdrawn', withdrawnAt: now, reason };
  const wasSubmitted = application.state !== 'draft';
  return { next, events: [ApplicationWithdrawn.of({ ...factsOf(next), withdrawnAt: now, wasSubmitted })] };
}

/** An officer asks for changes, and says what and by when. @throws Refusal `due-in-past` */
export function returnForRevision(
  application: Submitted,
  reason: string,
  dueAt: Instant,
  now: Instant,
): Decision<Returned> {
  refusePast(dueAt, now);
  const next: Returned = { ...heldOf(application), state: 'returned', reason, dueAt };
  return { next, events: [ApplicationReturned.of({ ...factsOf(next), dueAt })] };
}

/** How many applications of this person to this call and stage there are besides, withdrawn ones left out. */
export interface Limit {
  readonly others: number;
  /** how many the call allows each person */
  readonly allowed: number;
}

/** @throws Refusal `application-limit` */
function refuseMore({ others, allowed }: Limit): void {
  if (others >= allowed) throw grantsProblems.refuse('application-limit', { allowed });
}

/**
 * What its applicant may do alone: open a submitted or withdrawn one again while the window is open. A withdrawn one counts
 * again. @throws Refusal `application-limit`
 */
export function reopenOwn(application: Application, window: Window, now: Instant, limit: Limit): Decision<Draft> {
  const closed = reopenable(application);
  timely(window, closed.dueAt, now);
  if (closed.state === 'withdrawn') refuseMore(limit);
  return reopened(closed, closed.dueAt, 'applicant');
}

/** What an officer may do at any time before the round is over, with a deadline. @throws Refusal `due-in-past`, `application-limit` */
export function reopenFor(application: Application, dueAt: Instant, now: Instant, limit: Limit): Decision<Draft> {
  const closed = reopenable(application);
  refusePast(dueAt, now);
  if (closed.state === 'withdrawn') refuseMore(limit);
  return reopened(closed, dueAt, 'officer');
}

/**
 * A draft, too, may be given longer than it has: its own deadline would stand instead of the window's.
 * @throws Refusal `due-in-past`, `application-not-editable`, `validation-failed` where it would have less time than before
 */
export function extend(application: Application, dueAt: Instant, window: Window, now: Instant): Decision<Editable> {
  const open = editable(application);
  refusePast(dueAt, now);
  const before = open.dueAt ?? window.graceUntil;
  if (dueAt < before)
    throw coreProblems.refuse('validation-failed', {}, [
      { pointer: '/dueAt', detail: `must not be before ${before}, the deadline it has` },
    ]);
  const next: Editable = { ...open, dueAt };
  return { next, events: [ApplicationDeadlineExtended.of({ ...factsOf(next), dueAt })] };
}

/** @param dueAt a deadline of its own for the full application, where the call's window does not fit */
export function invite(letter: Submitted, dueAt: Instant | null, now: Instant): Decision<Invited> {
  refuseFull(letter);
  if (dueAt !== null) refusePast(dueAt, now);
  const { submittedAt, late } = letter;
  const next: Invited = { ...heldOf(letter), state: 'invited', submittedAt, late, dueAt };
  return { next, events: [LetterInvited.of(factsOf(next))] };
}

export function declineLetter(letter: Submitted, reason: string): Decision<NotInvited> {
  refuseFull(letter);
  const { submittedAt, late } = letter;
  const next: NotInvited = { ...heldOf(letter), state: 'not-invited', submittedAt, late, reason };
  return { next, events: [LetterDeclined.of(factsOf(next))] };
}

/** Its round is over: announced, or returned without review. Whoever tells the outcome tells it; no event of its own. */
export function conclude(application: Submitted, grantedOn: IsoDate | null = null): Decision<Concluded> {
  const { submittedAt, late } = application;
  return { next: { ...heldOf(application), state: 'concluded', submittedAt, late, grantedOn }, events: [] };
}

/** Decided anew after an upheld appeal; what was granted before stays granted. @throws Refusal `application-not-submitted` */
export function concludeAnew(application: Application, grantedOn: IsoDate | null): Concluded {
  if (application.state !== 'concluded')
    throw grantsProblems.refuse('application-not-submitted', { state: application.state });
  return { ...application, grantedOn: application.grantedOn ?? grantedOn };
}

function reopenable(application: Application): Submitted | Withdrawn {
  if (application.state === 'submitted' || application.state === 'withdrawn') return application;
  if (application.state === 'concluded') throw grantsProblems.refuse('application-concluded');
  throw grantsProblems.refuse('application-not-closed', { state: application.state });
}

function reopened(closed: Submitted | Withdrawn, dueAt: Instant | null, by: 'applicant' | 'officer'): Decision<Draft> {
  const next: Draft = { ...heldOf(closed), dueAt, state: 'draft' };
  return { next, events: [ApplicationReopened.of({ ...factsOf(next), by })] };
}

function refusePast(dueAt: Instant, now: Instant): void {
  if (dueAt > now) return;
  throw grantsProblems.refuse('due-in-past', {}, [{ pointer: '/dueAt', detail: 'must lie in the future' }]);
}

function refuseFull({ stage }: Submitted): void {
  if (stage === 'full') throw grantsProblems.refuse('not-a-letter');
}

function heldOf(application: Application): Held {
  const { id, number, callId, stage, formVersion, applicantId, letterId, answersVersion, dueAt } = application;
  return { id, number, callId, stage, formVersion, applicantId, letterId, answersVersion, dueAt };
}
