import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import type { CallStage } from '../domain/call.js';
import { Calls } from '../domain/calls.js';
import { Forms, type FormVersion } from '../domain/forms.js';
import { requireOfficerOf } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';

export interface PublishFormCommand {
  readonly callId: string;
  readonly stage: CallStage;
  readonly by: string;
  readonly match: (revision: number) => void;
}

/** The draft becomes the version on which applications are begun from now on. Refuses `form-published`, `call-over`. */
@Injectable()
export class PublishForm {
  constructor(
    private readonly forms: Forms,
    private readonly calls: Calls,
    private readonly officers: Officers,
    private readonly clock: Clock,
  ) {}

  async run({ callId, stage, by, match }: PublishFormCommand): Promise<FormVersion> {
    await requireOfficerOf(this.calls, this.officers, callId, by);
    return this.forms.publish(callId, stage, this.clock.now(), match);
  }
}
