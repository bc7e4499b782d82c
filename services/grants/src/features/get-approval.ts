import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Access, asReader } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import type { Approval } from '../domain/approval.js';

/** What the chair was asked and answered; `current` is false where the budget changed since. */
@Injectable()
export class GetApproval {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
  ) {}

  async run(applicationId: string, personId: string): Promise<Approval & { readonly current: boolean }> {
    asReader(await this.access.to(applicationId, personId));
    const { approval, budget } = (await this.applications.dossier(applicationId))!.dossier;
    if (!approval) throw coreProblems.refuse('not-found', { kind: 'approval', id: applicationId });
    return { ...approval, current: approval.budgetRevision === budget.revision };
  }
}
