import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Access, asApplicant } from '../domain/access.js';
import { withdraw } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import type { OwnApplicationCommand } from './submit-application.js';

@Injectable()
export class WithdrawApplication {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly clock: Clock,
  ) {}

  async run({
    applicationId,
    personId,
    match,
    reason,
  }: OwnApplicationCommand & { readonly reason: string | null }): Promise<void> {
    asApplicant(await this.access.to(applicationId, personId));
    const now = this.clock.now();
    await this.applications.change(applicationId, (application) => withdraw(application, reason, now), {
      match,
      step: { by: personId, act: 'withdrew it', facts: { reason } },
    });
  }
}
