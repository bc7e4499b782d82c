import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Access, asReader } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import { referenceOf, type Reference } from '../domain/references.js';

export type ReferenceAsked = Omit<Reference, 'text' | 'revision'>;

@Injectable()
export class ListReferences {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
  ) {}

  /** Who was asked and whose letter has come; no letter. */
  async run(applicationId: string, personId: string): Promise<ReferenceAsked[]> {
    asReader(await this.access.to(applicationId, personId));
    const { references } = (await this.applications.dossier(applicationId))!.dossier;
    return references.map(({ text: _, revision: __, ...asked }) => asked);
  }

  /** A letter that has come: for officers, and for an applicant who did not give up the right to read it. */
  async letter(applicationId: string, personId: string, referenceId: string): Promise<Reference> {
    const { as } = asReader(await this.access.to(applicationId, personId));
    const { dossier } = (await this.applications.dossier(applicationId))!;
    const reference = referenceOf(dossier, referenceId);
    if (as !== 'officer' && (as !== 'applicant' || reference.accessWaived))
      throw coreProblems.refuse('forbidden', {
        needs: 'a right to read this letter, which was given up or never given',
      });
    if (reference.state !== 'received') throw coreProblems.refuse('not-found', { kind: 'letter', id: referenceId });
    return reference;
  }
}
