import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { Access, asApplicant } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import { CallTerms, type Terms } from '../domain/call-terms.js';
import { LinkLetters, type LinkLetter } from '../domain/link-letters.js';
import { add, memberOf, type Member, type Wanted } from '../domain/team.js';

export interface AddTeamMemberCommand {
  readonly applicationId: string;
  readonly personId: string;
  readonly wanted: Wanted;
}

/** Names somebody for the team and asks them by a link of their own. */
@Injectable()
export class AddTeamMember {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly terms: CallTerms,
    private readonly letters: LinkLetters,
  ) {}

  async run({ applicationId, personId, wanted }: AddTeamMemberCommand): Promise<Member> {
    const { application } = asApplicant(await this.access.to(applicationId, personId));
    const terms = await this.terms.of(application);
    const id = uuidv7();
    const next = await this.applications.changeDossier(
      applicationId,
      (dossier) => add(dossier, id, wanted, { most: terms.rules.teamMost }),
      {
        step: { by: personId, act: 'named a member of the team', facts: { memberId: id, role: wanted.role } },
        then: async (kept) => this.letters.send(consentLetter(terms, kept.application, memberOf(kept, id))),
      },
    );
    return memberOf(next, id);
  }
}

/** What asks a member; they have so many days to answer as the call gives. */
export function consentLetter(
  { call, rules, now }: Terms,
  { id, applicantId }: { readonly id: string; readonly applicantId: string },
  member: Member,
): LinkLetter {
  return {
    applicationId: id,
    purpose: 'consent',
    subjectId: member.id,
    dueAt: new Date(Date.parse(now) + rules.linkDays * 86_400_000).toISOString(),
    to: { name: member.name, email: member.email },
    applicantId,
    callTitle: call.page.title,
    language: call.page.language,
    timeZone: call.timeZone,
  };
}
