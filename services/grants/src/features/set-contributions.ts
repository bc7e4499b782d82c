import { Injectable } from '@nestjs/common';
import { Access, asApplicant } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import { contribute } from '../domain/dossier.js';
import type { Contribution } from '../domain/team.js';

/** What the applicant themselves contributes. */
@Injectable()
export class SetContributions {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
  ) {}

  async run(applicationId: string, personId: string, wanted: readonly Contribution[]): Promise<void> {
    asApplicant(await this.access.to(applicationId, personId));
    await this.applications.changeDossier(applicationId, (dossier) => contribute(dossier, wanted), {
      step: { by: personId, act: 'said what they contribute', facts: { contributions: wanted } },
    });
  }
}
