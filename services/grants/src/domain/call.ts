import { coreProblems, type Decision, type FieldError, type Instant } from '@chiron/contracts/core';
import {
  CallClosed,
  CallPublished,
  CallWindowExtended,
  grantsProblems,
  type CallStage,
} from '@chiron/contracts/grants';
import type { EligibilityRule } from './eligibility.js';
import type { ReviewSettings } from './review-settings.js';
import { instantAt } from './zone.js';

export type { CallStage } from '@chiron/contracts/grants';

/** One stage and its window, as the call's own clock on the wall shows it. */
export interface Stage {
  readonly stage: CallStage;
  /** `YYYY-MM-DDTHH:mm` in the call's zone */
  readonly opensAt: string;
  readonly closesAt: string;
  /** how long after closing a submission is still taken, and called late */
  readonly graceMinutes: number;
}

/** What the public reads of a call. */
export interface CallPage {
  readonly title: string;
  readonly summary: string;
  /** plain text with blank lines between paragraphs */
  readonly description: string;
  readonly contact: string | null;
  /** language of these texts, BCP 47 */
  readonly language: string;
}

/** Money of a call: integer minor units. */
export interface Award {
  readonly currency: string;
  readonly maxMinor: number | null;
  /** all that may be given away in this round */
  readonly budgetMinor: number | null;
  readonly maxGrants: number | null;
}

export interface CallSettings {
  /** what people call it, and what every application's number begins with; unique */
  readonly code: string;
  readonly year: number;
  readonly page: CallPage;
  /** IANA zone in which its windows are meant */
  readonly timeZone: string;
  readonly stages: readonly Stage[];
  readonly award: Award;
  /** `applicants`: reviewers see blinded copies, and do not learn who applies */
  readonly blinding: 'none' | 'applicants';
  /** the person who decides; null until named */
  readonly approverId: string | null;
  readonly eligibility: readonly EligibilityRule[];
  readonly review: ReviewSettings;
}

interface Held extends CallSettings {
  readonly id: string;
  readonly createdAt: Instant;
  readonly createdBy: string;
}
export interface DraftCall extends Held {
  readonly state: 'draft';
}
export interface PublishedCall extends Held {
  readonly state: 'published';
  readonly publishedAt: Instant;
}
/** The round is over: nothing of it changes any more. */
export interface ClosedCall extends Held {
  readonly state: 'closed';
  readonly publishedAt: Instant;
  readonly closedAt: Instant;
  readonly closedReason: string | null;
}
export type Call = DraftCall | PublishedCall | ClosedCall;

/** One window on the world's clock. */
export interface Window {
  readonly stage: CallStage;
  readonly opensAt: Instant;
  readonly closesAt: Instant;
  /** until here a submission is taken, late from `closesAt` on */
  readonly graceUntil: Instant;
}
export type WindowState = 'not-open' | 'open' | 'grace' | 'closed';

/** The windows on the world's clock, in the order of the stages. */
export function windowsOf(call: Pick<CallSettings, 'stages' | 'timeZone'>): Window[] {
  return call.stages.map((stage) => {
    // An hour that happens twice opens the first time and closes the second: in the applicant's favour.
    const opensAt = instantAt(stage.opensAt, call.timeZone, 'earlier')!;
    const closesAt = instantAt(stage.closesAt, call.timeZone, 'later')!;
    const graceUntil = new Date(Date.parse(closesAt) + stage.graceMinutes * 60_000).toISOString();
    return { stage: stage.stage, opensAt, closesAt, graceUntil };
  });
}

/** The window of a stage; undefined where the call has no such stage. */
export const windowOf = (call: Pick<CallSettings, 'stages' | 'timeZone'>, stage: CallStage): Window | undefined =>
  windowsOf(call).find((window) => window.stage === stage);

/** Open from `opensAt` to just before `closesAt`, in grace to just before `graceUntil`. */
export function windowState(window: Window, now: Instant): WindowState {
  if (now < window.opensAt) return 'not-open';
  if (now < window.closesAt) return 'open';
  return now < window.graceUntil ? 'grace' : 'closed';
}

/** The stage an applicant begins with. */
export const firstStage = (call: Pick<CallSettings, 'stages'>): CallStage => call.stages[0]!.stage;

/**
 * Puts a draft before the public. `forms` names the stages that have a published form. Refuses `call-not-draft`, and
 * `call-incomplete` with every field that is missing.
 */
export function publish(call: Call, forms: readonly CallStage[], now: Instant): Decision<Call> {
  if (call.state !== 'draft') throw grantsProblems.refuse('call-not-draft', { state: call.state });
  const errors: FieldError[] = [];
  if (call.approverId === null) errors.push({ pointer: '/approverId', detail: 'Name who decides.' });
  if (call.page.summary.trim() === '') errors.push({ pointer: '/page/summary', detail: 'Say in a sentence what for.' });
  call.stages.forEach(({ stage }, i) => {
    if (!forms.includes(stage))
      errors.push({ pointer: `/stages/${i}`, detail: `Publish the form of “${stage}” first.` });
  });
  const windows = windowsOf(call);
  if (windows.at(-1)!.closesAt <= now)
    errors.push({ pointer: `/stages/${windows.length - 1}/closesAt`, detail: 'has passed already' });
  if (errors.length > 0) throw grantsProblems.refuse('call-incomplete', {}, errors);
  const facts = {
    callId: call.id,
    code: call.code,
    year: call.year,
    stages: windows.map(({ stage, opensAt, closesAt }) => ({ stage, opensAt, closesAt })),
  };
  return { next: { ...call, state: 'published', publishedAt: now }, events: [CallPublished.of(facts)] };
}

/**
 * Changes a call. A draft changes in everything. Of a published one, what applicants rely on stands: its code, stages,
 * openings, rules of eligibility, blinding and money stay; a window may only close later. Refuses `call-not-draft` with the
 * fields, and `call-over`.
 */
export function change(call: Call, wish: Partial<CallSettings>): Decision<Call> {
  if (call.state === 'closed') throw grantsProblems.refuse('call-over');
  const next = { ...call, ...wish };
  const errors = faultsIn(next);
  if (errors.length > 0) throw coreProblems.refuse('validation-failed', {}, errors);
  if (call.state === 'draft') return { next, events: [] };
  const fixed = fixedFields.filter((field) => !same(call[field], next[field])).map((field) => `/${field}`);
  next.stages.forEach((stage, i) => {
    const before = call.stages[i];
    if (before?.stage !== stage.stage) fixed.push(`/stages/${i}/stage`);
    else if (before.opensAt !== stage.opensAt) fixed.push(`/stages/${i}/opensAt`);
    else if (stage.closesAt < before.closesAt) fixed.push(`/stages/${i}/closesAt`);
    else if (stage.graceMinutes < before.graceMinutes) fixed.push(`/stages/${i}/graceMinutes`);
  });
  if (next.stages.length < call.stages.length) fixed.push('/stages');
  if (fixed.length > 0)
    throw grantsProblems.refuse(
      'call-not-draft',
      { state: call.state },
      fixed.map((pointer) => ({ pointer, detail: 'stands as it was published' })),
    );
  const before = windowsOf(call);
  const events = windowsOf(next).flatMap(({ stage, closesAt, graceUntil }, i) =>
    closesAt === before[i]!.closesAt && graceUntil === before[i]!.graceUntil
      ? []
      : [CallWindowExtended.of({ callId: call.id, stage, closesAt, graceUntil })],
  );
  return { next, events };
}
const fixedFields = ['code', 'year', 'timeZone', 'award', 'blinding', 'eligibility'] as const;

/** Ends the round. While a window is or will be open, it needs a reason: refuses `call-window-open`. */
export function close(call: Call, reason: string | null, now: Instant): Decision<Call> {
  if (call.state === 'draft') throw grantsProblems.refuse('call-not-published', { state: call.state });
  if (call.state === 'closed') throw grantsProblems.refuse('call-over');
  const open = windowsOf(call).some((window) => windowState(window, now) !== 'closed');
  const said = reason?.trim() || null;
  if (open && !said)
    throw grantsProblems.refuse('call-window-open', {}, [{ pointer: '/reason', detail: 'Say why it ends early.' }]);
  return {
    next: { ...call, state: 'closed', closedAt: now, closedReason: said },
    events: [CallClosed.of({ callId: call.id, closedAt: now, early: open })],
  };
}

/** What no call can be, whatever its state; pointers are those of its settings. */
export function faultsIn(call: CallSettings): FieldError[] {
  const errors: FieldError[] = [];
  const names = call.stages.map(({ stage }) => stage).join('+');
  if (!['full', 'letter+full'].includes(names))
    return [{ pointer: '/stages', detail: 'must be a full application, or a letter and then a full application' }];
  call.stages.forEach((stage, i) => {
    for (const edge of ['opensAt', 'closesAt'] as const)
      if (instantAt(stage[edge], call.timeZone, 'earlier') === undefined)
        errors.push({ pointer: `/stages/${i}/${edge}`, detail: `is no time that the clocks of ${call.timeZone} show` });
  });
  if (errors.length > 0) return errors;
  windowsOf(call).forEach((window, i, all) => {
    if (window.closesAt <= window.opensAt) errors.push({ pointer: `/stages/${i}/closesAt`, detail: 'must be later' });
    if (i > 0 && window.opensAt < all[i - 1]!.closesAt)
      errors.push({ pointer: `/stages/${i}/opensAt`, detail: 'must not be before the stage before has closed' });
  });
  const { maxMinor, budgetMinor } = call.award;
  if (maxMinor !== null && budgetMinor !== null && maxMinor > budgetMinor)
    errors.push({ pointer: '/award/maxMinor', detail: 'must not be more than all there is' });
  return errors;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A new draft. Refuses `validation-failed` for what no call can be. */
export function newCall(
  settings: CallSettings,
  { id, by, now }: { readonly id: string; readonly by: string; readonly now: Instant },
): DraftCall {
  const errors = faultsIn(settings);
  if (errors.length > 0) throw coreProblems.refuse('validation-failed', {}, errors);
  return { ...settings, id, state: 'draft', createdAt: now, createdBy: by };
}
