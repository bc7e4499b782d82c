import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '@chiron/contracts/core';
import { Access, asOfficer } from '../domain/access.js';
import { returnForRevision, submitted } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import { Links } from '../domain/links.js';
import type { OwnApplicationCommand } from './submit-application.js';

export interface ReturnApplicationCommand extends OwnApplicationCommand {
  /** what is to be changed; the applicant reads it */
  readonly reason: string;
  readonly dueAt: Instant;
}

@Injectable()
export class ReturnApplication {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly links: Links,
    private readonly clock: Clock,
  ) {}

  async run({ applicationId, personId, reason, dueAt, match }: ReturnApplicationCommand): Promise<void> {
    asOfficer(await this.access.to(applicationId, personId));
    const now = this.clock.now();
    await this.applications.change(
      applicationId,
      (application) => returnForRevision(submitted(application), reason, dueAt, now),
      {
        match,
        step: { by: personId, act: 'returned it for revision', facts: { reason, dueAt } },
        then: () => this.links.follow(applicationId, dueAt),
      },
    );
  }
}
