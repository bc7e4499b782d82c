import { Injectable } from '@nestjs/common';
import { Access, asReader } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import { PeopleFacts } from '../domain/people-facts.js';
import { shownName } from '../domain/shown-name.js';
import type { Contribution, Member } from '../domain/team.js';

export interface TeamFound {
  readonly applicant: {
    readonly personId: string;
    readonly name: string;
    /** as sources tell it */
    readonly orcid: string | null;
    readonly contributions: readonly Contribution[];
  };
  /** in the order in which they were named */
  readonly items: readonly Member[];
}

@Injectable()
export class ListTeam {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly people: PeopleFacts,
  ) {}

  async run(applicationId: string, personId: string): Promise<TeamFound> {
    const { application } = asReader(await this.access.to(applicationId, personId));
    const { dossier } = (await this.applications.dossier(applicationId))!;
    const facts = (await this.people.facts([application.applicantId])).get(application.applicantId);
    return {
      applicant: {
        personId: application.applicantId,
        name: shownName(facts),
        orcid: facts?.orcid ?? null,
        contributions: dossier.leadContributions,
      },
      items: dossier.members,
    };
  }
}
