import { Injectable } from '@nestjs/common';
import { Access, asApplicant } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import { Links } from '../domain/links.js';
import { withdrawReference } from '../domain/references.js';

/** A referee is asked no longer; the link ends. */
@Injectable()
export class RemoveReferee {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly links: Links,
  ) {}

  async run(applicationId: string, personId: string, referenceId: string): Promise<void> {
    asApplicant(await this.access.to(applicationId, personId));
    await this.applications.changeDossier(applicationId, (dossier) => withdrawReference(dossier, referenceId), {
      step: { by: personId, act: 'asked a referee no longer', facts: { referenceId } },
      then: () => this.links.end(referenceId),
    });
  }
}
