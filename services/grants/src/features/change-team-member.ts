import { Injectable } from '@nestjs/common';
import { Access, asApplicant } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import { CallTerms } from '../domain/call-terms.js';
import { LinkLetters } from '../domain/link-letters.js';
import { amend, memberOf, type Member, type Wanted } from '../domain/team.js';
import { consentLetter } from './add-team-member.js';

export interface ChangeTeamMemberCommand {
  readonly applicationId: string;
  readonly personId: string;
  readonly memberId: string;
  readonly change: Partial<Wanted>;
  /** told the member's revision, to refuse another one */
  readonly match: (revision: number) => void;
}

/** Corrects a member; another role, address or a wider access asks them anew. */
@Injectable()
export class ChangeTeamMember {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly terms: CallTerms,
    private readonly letters: LinkLetters,
  ) {}

  async run({ applicationId, personId, memberId, change, match }: ChangeTeamMemberCommand): Promise<Member> {
    const { application } = asApplicant(await this.access.to(applicationId, personId));
    const terms = await this.terms.of(application);
    const next = await this.applications.changeDossier(
      applicationId,
      (dossier) => {
        match(memberOf(dossier, memberId).revision);
        return amend(dossier, memberId, change);
      },
      {
        step: { by: personId, act: 'changed a member of the team', facts: { memberId } },
        then: async (kept, before) => {
          const [now, was] = [memberOf(kept, memberId), memberOf(before, memberId)];
          const anew = now.consent === 'asked' && (was.consent !== 'asked' || was.email !== now.email);
          if (anew) await this.letters.send(consentLetter(terms, kept.application, now));
        },
      },
    );
    return memberOf(next, memberId);
  }
}
