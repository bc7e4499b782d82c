import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Access, asReader } from '../domain/access.js';
import { Outcomes, type OutcomeTold } from '../domain/outcomes.js';
import { Resubmissions, type Resubmission } from '../domain/resubmission.js';

export interface ResubmissionRead {
  readonly resubmission: Resubmission;
  readonly earlier: OutcomeTold;
}

/** The earlier application that this one takes up, with what was told of it; for those who may read this one. */
@Injectable()
export class GetResubmission {
  constructor(
    private readonly access: Access,
    private readonly resubmissions: Resubmissions,
    private readonly outcomes: Outcomes,
  ) {}

  async run({ applicationId, by }: { readonly applicationId: string; readonly by: string }): Promise<ResubmissionRead> {
    asReader(await this.access.to(applicationId, by));
    const resubmission = await this.resubmissions.find(applicationId);
    if (!resubmission) throw coreProblems.refuse('not-found', { kind: 'resubmission', id: applicationId });
    return { resubmission, earlier: await this.outcomes.of(resubmission.earlierId) };
  }
}
