import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { Access, asApplicant } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import { CallTerms, type Terms } from '../domain/call-terms.js';
import { LinkLetters, type LinkLetter } from '../domain/link-letters.js';
import { ask, referenceOf, type Reference, type ReferenceWanted } from '../domain/references.js';

export interface AskRefereeCommand {
  readonly applicationId: string;
  readonly personId: string;
  readonly wanted: ReferenceWanted;
}

/** Asks a referee for a letter, by a link of their own until the call's deadline of letters. */
@Injectable()
export class AskReferee {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly terms: CallTerms,
    private readonly letters: LinkLetters,
  ) {}

  async run({ applicationId, personId, wanted }: AskRefereeCommand): Promise<Reference> {
    const { application } = asApplicant(await this.access.to(applicationId, personId));
    const terms = await this.terms.of(application);
    const { references } = terms.rules;
    const dueAt = references.dueAt ?? application.dueAt ?? terms.window.graceUntil;
    const id = uuidv7();
    const next = await this.applications.changeDossier(
      applicationId,
      (dossier) => ask(dossier, id, wanted, dueAt, references),
      {
        step: { by: personId, act: 'asked a referee', facts: { referenceId: id, accessWaived: wanted.accessWaived } },
        then: async (kept) => this.letters.send(referenceLetter(terms, kept.application, referenceOf(kept, id))),
      },
    );
    return referenceOf(next, id);
  }
}

export function referenceLetter(
  { call }: Terms,
  { id, applicantId }: { readonly id: string; readonly applicantId: string },
  reference: Reference,
): LinkLetter {
  return {
    applicationId: id,
    purpose: 'reference',
    subjectId: reference.id,
    dueAt: reference.dueAt,
    to: { name: reference.name, email: reference.email },
    applicantId,
    callTitle: call.page.title,
    language: call.page.language,
    timeZone: call.timeZone,
  };
}
