import { Injectable } from '@nestjs/common';
import { grantsProblems } from '@chiron/contracts/grants';
import type { CallStage } from '../domain/call.js';
import { Calls } from '../domain/calls.js';
import { asForm, formFaults } from '../domain/form-faults.js';
import { Forms, type FormVersion } from '../domain/forms.js';
import { requireOfficerOf } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';

export interface PutFormCommand {
  readonly callId: string;
  readonly stage: CallStage;
  readonly form: object;
  readonly by: string;
  /** told the draft's revision, 0 for none yet */
  readonly match: (revision: number) => void;
}

/** Keeps the draft of the form's next version. Refuses `form-unusable` with the places, `call-over`, `not-found`. */
@Injectable()
export class PutForm {
  constructor(
    private readonly forms: Forms,
    private readonly calls: Calls,
    private readonly officers: Officers,
  ) {}

  async run({ callId, stage, form, by, match }: PutFormCommand): Promise<FormVersion> {
    await requireOfficerOf(this.calls, this.officers, callId, by);
    const errors = formFaults(form);
    if (errors.length > 0) throw grantsProblems.refuse('form-unusable', {}, errors.slice(0, 100));
    return this.forms.keep(callId, stage, asForm(form), match);
  }
}
