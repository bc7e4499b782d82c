import { coreProblems, type Decision, type FieldError, type Instant } from '@chiron/contracts/core';
import { CallClosed, CallPublished, grantsProblems, type CallStage } from '@chiron/contracts/grants';
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
  /** whether everybody reads how much was granted, once it is announced; yes where nothing is said */
  readonly amountsShown?: boolean;
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
  /** whether people from outside the institute apply or review too; then it must be said whose host it is */
  readonly external: boolean;
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

/** A form that is published, as a call looks at it. */
export interface FormInUse {
  readonly stage: CallStage;
  /** of its budget, where it asks for one */
  readonly currency: string | null;
}

/**
 * Puts a draft before the public, with the forms that are published. Refuses `call-not-draft`, and `call-incomplete` with
 * every field that is missing.
 */
export function publish(call: Call, forms: readonly FormInUse[], now: Instant): Decision<Call> {
  if (call.state !== 'draft') throw grantsProblems.refuse('call-not-draft', { state: call.state });
  const errors: FieldError[] = [];
  if (call.approverId === null) errors.push({ pointer: '/approverId', detail: 'Name who decides.' });
  if (call.page.summary.trim() === '') errors.push({ pointer: '/page/summary', detail: 'Say in a sentence what for.' });
  call.stages.forEach(({ stage }, i) => {
    const form = forms.find((one) => one.stage === stage);
    const { currency } = call.award;
    if (!form) errors.push({ pointer: `/stages/${i}`, detail: `Publish the form of “${stage}” first.` });
    else if (form.currency !== null && form.currency !== currency)
      errors.push({
        pointer: '/award/currency',
        detail: `is ${currency}; the budget in the form of “${stage}” is in ${form.currency}.`,
      });
  });
  if (needsHost(call))
    errors.push({
      pointer: '/review/conflicts/host',
      detail:
        'Name the host institution and its e-mail domains: without them, conflicts between institutions are not found.',
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

/** Where institutions are compared, it must be known which one is everybody's own. */
const needsHost = ({ external, review: { conflicts } }: Call): boolean =>
  (external || conflicts.unit?.level === 'institution') && conflicts.host === undefined;

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

/** A new draft. Refuses `validation-failed` for what no call can be. */
export function newCall(
  settings: CallSettings,
  { id, by, now }: { readonly id: string; readonly by: string; readonly now: Instant },
): DraftCall {
  const errors = faultsIn(settings);
  if (errors.length > 0) throw coreProblems.refuse('validation-failed', {}, errors);
  return { ...settings, id, state: 'draft', createdAt: now, createdBy: by };
}
