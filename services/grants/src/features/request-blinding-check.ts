import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import { Access, asReader, type Entry } from '../domain/access.js';
import { Blinding, type BlindingStanding } from '../domain/blinding.js';
import type { Finding } from '../domain/finding.js';
import { CheckBlinding } from './check-blinding.js';

export interface BlindingView extends BlindingStanding {
  readonly findings: Finding[];
  /** only officers learn why something was let pass */
  readonly officer: boolean;
}

/** How an application stands before reviewers who must not know who applies: for its team and for officers. */
@Injectable()
export class RequestBlindingCheck {
  constructor(
    private readonly access: Access,
    private readonly blinding: Blinding,
    private readonly check: CheckBlinding,
  ) {}

  async run(applicationId: string, personId: string): Promise<BlindingView> {
    const entry = asReader(await this.access.to(applicationId, personId));
    if (entry.as === 'reader')
      throw coreProblems.refuse('forbidden', { needs: 'the applicant, an editor or an officer' });
    const { state } = await this.blinding.standing(applicationId);
    if (state === 'not-blinded') throw grantsProblems.refuse('call-not-blinded');
    await this.check.run(applicationId);
    return this.view(entry);
  }

  async get(applicationId: string, personId: string): Promise<BlindingView> {
    return this.view(asReader(await this.access.to(applicationId, personId)));
  }

  private async view({ application: { id }, as }: Entry): Promise<BlindingView> {
    const standing = await this.blinding.standing(id);
    return { ...standing, findings: await this.blinding.findings(id), officer: as === 'officer' };
  }
}
