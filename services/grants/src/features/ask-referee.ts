import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { Access, asApplicant } from '../domain/access.js';
import type { Application } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import { CallTerms, type Terms } from '../domain/call-terms.js';
import { LinkLetters, type LinkLetter } from '../domain/link-letters.js';
import { refuseOver } from '../domain/links.js';
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
    const dueAt = letterDue(terms, application);
    refuseOver(dueAt, terms.now);
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

/** Until letters are due, or the application. One who is asked in place of another after that has some days all the same. */
function letterDue({ rules, window, now }: Terms, { dueAt, state }: Application): string {
  const last = rules.references.dueAt ?? dueAt ?? window.graceUntil;
  const inPlace = rules.references.dueAt === null && state === 'submitted' && last <= now;
  return inPlace ? new Date(Date.parse(now) + rules.linkDays * 86_400_000).toISOString() : last;
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
