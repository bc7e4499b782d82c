import { Injectable } from '@nestjs/common';
import { Access, asApplicant } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import { Links } from '../domain/links.js';
import { remove } from '../domain/team.js';

@Injectable()
export class RemoveTeamMember {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly links: Links,
  ) {}

  async run(applicationId: string, personId: string, memberId: string): Promise<void> {
    asApplicant(await this.access.to(applicationId, personId));
    await this.applications.changeDossier(applicationId, (dossier) => remove(dossier, memberId), {
      step: { by: personId, act: 'took a member out of the team', facts: { memberId } },
      then: () => this.links.end(memberId),
    });
  }
}
