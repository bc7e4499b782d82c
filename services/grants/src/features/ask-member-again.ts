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
    editable(application);
    const terms = await this.terms.of(application);
    const found = await this.applications.dossier(applicationId);
    const member = memberOf(found!.dossier, memberId);
    if (member.consent === 'given') throw grantsProblems.refuse('consent-answered');
    await this.letters.send(consentLetter(terms, application, member));
  }
}
