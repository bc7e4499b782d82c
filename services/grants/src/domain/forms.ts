import type { CallStage } from './call.js';
import { grantsProblems } from '@chiron/contracts/grants';
import type { Form } from './form.js';

export interface FormVersion {
  readonly callId: string;
  readonly stage: CallStage;
  readonly version: number;
  readonly form: Form;
  /** null while it is a draft */
  readonly publishedAt: string | null;
  readonly revision: number;
}

/** Forms by call and stage. What is published is never changed: a change is the draft of the next version. */
export abstract class Forms {
  /** The latest published version, or the one asked for, also where a newer one is published. */
  abstract published(callId: string, stage: CallStage, version?: number): Promise<FormVersion | undefined>;
  abstract draft(callId: string, stage: CallStage): Promise<FormVersion | undefined>;
  /** Keeps the draft, as the next version where there is none. `match` is told the draft's revision, 0 for none. */
  abstract keep(callId: string, stage: CallStage, form: Form, match: (revision: number) => void): Promise<FormVersion>;
  /** Publishes the draft; refuses `form-published` where there is none, `form-unusable` where its money is not the call's. */
  abstract publish(
    callId: string,
    stage: CallStage,
    now: string,
    match: (revision: number) => void,
  ): Promise<FormVersion>;
}

/** Money of a form is money of its call. @throws Refusal `form-unusable` */
export function refuseOtherCurrency({ properties }: Form, currency: string): void {
  const errors = Object.entries(properties).flatMap(([name, field]) =>
    field['x-kind'] === 'budget' && field['x-currency'] !== currency
      ? [{ pointer: `/properties/${name}/x-currency`, detail: `must be ${currency}, as the call’s money is` }]
      : [],
  );
  if (errors.length > 0) throw grantsProblems.refuse('form-unusable', {}, errors);
}
