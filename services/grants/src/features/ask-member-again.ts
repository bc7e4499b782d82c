import { Injectable } from '@nestjs/common';
import { grantsProblems } from '@chiron/contracts/grants';
import { Access, asApplicant } from '../domain/access.js';
import { editable } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import { CallTerms } from '../domain/call-terms.js';
import { LinkLetters } from '../domain/link-letters.js';
import { memberOf } from '../domain/team.js';
import { consentLetter } from './add-team-member.js';

/** A new link to somebody who has not answered; the earlier one ends. */
@Injectable()
export class AskMemberAgain {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly terms: CallTerms,
    private readonly letters: LinkLetters,
  ) {}

  async run(applicationId: string, personId: string, memberId: string): Promise<void> {
    const { application } = asApplicant(await this.access.to(applicationId, personId));
    const terms = await this.terms.of(application);
    await this.applications.changeDossier(
      applicationId,
      (dossier) => {
        editable(dossier.application);
        if (memberOf(dossier, memberId).consent === 'given') throw grantsProblems.refuse('consent-answered');
        return { next: dossier, events: [] };
      },
      {
        step: { by: personId, act: 'asked a member of the team again', facts: { memberId }, always: true },
        then: (kept) => this.letters.send(consentLetter(terms, kept.application, memberOf(kept, memberId))),
      },
    );
  }
}
