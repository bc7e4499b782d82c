import { Injectable } from '@nestjs/common';
import { Access, asReader } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import type { Member } from '../domain/team.js';

@Injectable()
export class ListTeam {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
  ) {}

  /** In the order in which they were named; the applicant is not among them. */
  async run(applicationId: string, personId: string): Promise<readonly Member[]> {
    asReader(await this.access.to(applicationId, personId));
    return (await this.applications.dossier(applicationId))!.dossier.members;
  }
}
