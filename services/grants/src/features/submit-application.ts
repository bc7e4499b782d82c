import { Injectable } from '@nestjs/common';
import { Access, asApplicant } from '../domain/access.js';
import { editable, submit } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import { AttachedFiles } from '../domain/attached-files.js';
import { CallTerms, ongoing } from '../domain/call-terms.js';
import { agreedTeam, incomplete, within } from '../domain/dossier.js';

export interface OwnApplicationCommand {
  readonly applicationId: string;
  readonly personId: string;
  /** refuses where the caller has not seen the present revision */
  readonly match: (revision: number) => void;
}

/** Hands in what is complete, within its window; what stands under the lock is what is handed in. */
@Injectable()
export class SubmitApplication {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly terms: CallTerms,
    private readonly files: AttachedFiles,
  ) {}

  async run({ applicationId, personId, match }: OwnApplicationCommand): Promise<void> {
    const { application } = asApplicant(await this.access.to(applicationId, personId));
    const { form, rules, window, now } = ongoing(await this.terms.of(application));
    const { faults } = await this.files.of(applicationId);
    await this.applications.changeDossier(
      applicationId,
      (dossier) => {
        const missing = incomplete(dossier, { form, rules, more: faults });
        const team = agreedTeam(dossier);
        return within(dossier, submit(editable(dossier.application), { window, now, missing, team }));
      },
      { match, step: { by: personId, act: 'handed it in' } },
    );
  }
}
