import type { Instant, IsoDate } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import type { Application } from './application.js';
import type { ApplicationRules } from './application-rules.js';
import type { Call, CallStage, Window } from './call.js';
import type { Form } from './form.js';

/** All that a call says to an application of one stage, as it stands at `now`. */
export interface Terms {
  readonly call: Exclude<Call, { readonly state: 'draft' }>;
  readonly window: Window;
  readonly form: Form;
  readonly formVersion: number;
  readonly rules: ApplicationRules;
  readonly now: Instant;
  /** the day in the call's own zone */
  readonly today: IsoDate;
}

/** The terms while the round goes on. @throws Refusal `call-over` */
export function ongoing(terms: Terms): Terms {
  if (terms.call.state === 'closed') throw grantsProblems.refuse('call-over');
  return terms;
}

/** What says which form an application is written on. */
export type WrittenOn = Pick<Application, 'callId' | 'stage' | 'formVersion'>;

export abstract class CallTerms {
  /**
   * For somebody who wants to begin: with the form that is published now.
   * @throws Refusal `not-found` for a call that is not public, `stage-unknown`, `call-over`
   */
  abstract toBegin(callId: string, stage: CallStage): Promise<Terms>;
  /** For an application that exists: with the form it is written on. */
  abstract of(application: WrittenOn): Promise<Terms>;
  /** The form alone, for what happens every few seconds: a published version never changes, so it is remembered. */
  abstract form(application: WrittenOn): Promise<Form>;
}

/** What a call asks of applications, with its revision, 0 while nobody changed it. */
export abstract class RuleBook {
  abstract of(callId: string): Promise<{ readonly rules: ApplicationRules; readonly revision: number }>;
  /**
   * @param match is told the present revision
   * @throws Refusal `not-found`, or what `decide` refuses
   */
  abstract change(
    callId: string,
    decide: (call: Call, present: ApplicationRules) => ApplicationRules,
    match: (revision: number) => void,
  ): Promise<{ readonly rules: ApplicationRules; readonly revision: number }>;
}
