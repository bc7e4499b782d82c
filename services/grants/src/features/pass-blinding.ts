import { Injectable } from '@nestjs/common';
import { Access, asOfficer, type Entry } from '../domain/access.js';
import { Blinding, unresolved } from '../domain/blinding.js';
import { CheckBlinding } from './check-blinding.js';

/** An officer before an application that was handed in, and what keeps it from reviewers. */
export interface Passing {
  readonly entry: Entry;
  /** Lets it go to review. @throws Refusal `blinding-unresolved` with every finding that stands in the way */
  readonly toReview: () => void;
}

/** The gate between what was handed in and its reviewers: in a blinded call nothing passes that names its team. */
@Injectable()
export class PassBlinding {
  constructor(
    private readonly access: Access,
    private readonly blinding: Blinding,
    private readonly checking: CheckBlinding,
  ) {}

  /** @throws Refusal `not-found`, `forbidden` for everybody but officers who take no part in it */
  async run(applicationId: string, personId: string): Promise<Passing> {
    const entry = asOfficer(await this.access.to(applicationId, personId));
    if (entry.application.state !== 'submitted') return { entry, toReview: () => undefined };
    const { state } = await this.blinding.standing(applicationId);
    if (state === 'unchecked') await this.checking.run(applicationId);
    const standing = await this.blinding.standing(applicationId);
    const findings = standing.state === 'blocked' ? await this.blinding.findings(applicationId) : [];
    return { entry, toReview: () => unresolved(standing, findings) };
  }
}
