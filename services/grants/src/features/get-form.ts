import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import type { CallStage } from '../domain/call.js';
import { Calls } from '../domain/calls.js';
import { Forms, type FormVersion } from '../domain/forms.js';
import { knownCall } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';

export interface GetFormQuery {
  readonly callId: string;
  readonly stage: CallStage;
  /** a number, the draft, or the latest that is published */
  readonly version: number | 'draft' | 'published';
  readonly by: string;
}

/** One version of a form; a draft is known to officers alone. Refuses `not-found`. */
@Injectable()
export class GetForm {
  constructor(
    private readonly forms: Forms,
    private readonly calls: Calls,
    private readonly officers: Officers,
  ) {}

  async run({ callId, stage, version, by }: GetFormQuery): Promise<FormVersion> {
    const { officer } = await knownCall(this.calls, this.officers, callId, by);
    const found =
      version === 'draft'
        ? officer
          ? await this.forms.draft(callId, stage)
          : undefined
        : await this.forms.published(callId, stage, version === 'published' ? undefined : version);
    if (!found) throw coreProblems.refuse('not-found', { kind: 'form', id: `${stage} ${version}` });
    return found;
  }
}
