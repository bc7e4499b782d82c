import { Injectable } from '@nestjs/common';
import { Access, asOfficer } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import { CallTerms } from '../domain/call-terms.js';
import { LinkLetters } from '../domain/link-letters.js';
import { extendReference, referenceOf, type Reference } from '../domain/references.js';
import { referenceLetter } from './ask-referee.js';

export interface ExtendReferenceCommand {
  readonly applicationId: string;
  readonly personId: string;
  readonly referenceId: string;
  readonly dueAt: string;
}

/** An officer gives a referee longer; a new link goes out, and the earlier one ends. */
@Injectable()
export class ExtendReference {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly terms: CallTerms,
    private readonly letters: LinkLetters,
  ) {}

  async run({ applicationId, personId, referenceId, dueAt }: ExtendReferenceCommand): Promise<Reference> {
    const { application } = asOfficer(await this.access.to(applicationId, personId));
    const terms = await this.terms.of(application);
    const next = await this.applications.changeDossier(
      applicationId,
      (dossier) => extendReference(dossier, referenceId, dueAt, terms.now),
      {
        step: { by: personId, act: 'gave a referee longer', facts: { referenceId, dueAt } },
        then: async (kept) =>
          this.letters.send(referenceLetter(terms, kept.application, referenceOf(kept, referenceId))),
      },
    );
    return referenceOf(next, referenceId);
  }
}
