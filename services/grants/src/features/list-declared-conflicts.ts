import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Access, asReader } from '../domain/access.js';
import { DeclaredConflicts, type DeclaredConflict } from '../domain/declared-conflicts.js';

@Injectable()
export class ListDeclaredConflicts {
  constructor(
    private readonly access: Access,
    private readonly conflicts: DeclaredConflicts,
  ) {}

  /** For the applicant who declared them, and for officers; the team does not read them. */
  async run(applicationId: string, personId: string): Promise<DeclaredConflict[]> {
    const { as } = asReader(await this.access.to(applicationId, personId));
    if (as !== 'applicant' && as !== 'officer') throw coreProblems.refuse('forbidden', { needs: 'the applicant' });
    return this.conflicts.list(applicationId);
  }
}
