import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Applications } from '../domain/applications.js';
import { KnownAddresses } from '../domain/known-addresses.js';
import { Links, usable } from '../domain/links.js';
import { answer, memberOf, type Member } from '../domain/team.js';

export interface AnswerConsentCommand {
  readonly token: string;
  readonly given: boolean;
  /** who answers, where they are signed in */
  readonly personId?: string | undefined;
  readonly orcid?: string | undefined;
}

/**
 * What somebody answers to the link they were sent. Whoever is not signed in is taken for the one person that the platform
 * knows by the address the link went to, so that conflicts are about the right one.
 */
@Injectable()
export class AnswerConsent {
  constructor(
    private readonly links: Links,
    private readonly applications: Applications,
    private readonly known: KnownAddresses,
    private readonly clock: Clock,
  ) {}

  async run({ token, given, personId, orcid }: AnswerConsentCommand): Promise<Member> {
    const now = this.clock.now();
    const { applicationId, subjectId: memberId } = usable(await this.links.find(token), now, 'consent');
    const found = await this.applications.dossier(applicationId);
    const member = memberOf(found!.dossier, memberId);
    const who = personId ?? (await this.known.personOf(member.email, orcid ?? member.orcid));
    const next = await this.applications.changeDossier(
      applicationId,
      (dossier) => answer(dossier, { memberId, given, personId: who, orcid, now }),
      { step: { by: personId ?? null, act: given ? 'consented' : 'declined to take part', facts: { memberId } } },
    );
    return memberOf(next, memberId);
  }
}
