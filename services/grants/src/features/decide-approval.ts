import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Applications } from '../domain/applications.js';
import { decideApproval, type Approval } from '../domain/approval.js';
import { Links, usable } from '../domain/links.js';

export interface DecideApprovalCommand {
  readonly token: string;
  readonly approved: boolean;
  readonly comment: string | null;
  /** of the budget that the chair was shown */
  readonly budgetRevision: number;
}

@Injectable()
export class DecideApproval {
  constructor(
    private readonly links: Links,
    private readonly applications: Applications,
    private readonly clock: Clock,
  ) {}

  async run({ token, ...answer }: DecideApprovalCommand): Promise<Approval> {
    const now = this.clock.now();
    const { applicationId, subjectId } = usable(await this.links.find(token), now, 'approval');
    const { approval } = await this.applications.changeDossier(
      applicationId,
      (dossier) => decideApproval(dossier, { ...answer, approvalId: subjectId, now }),
      { step: { by: null, act: 'the department chair answered', facts: { approvalId: subjectId, ...answer } } },
    );
    return approval!;
  }
}
