import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Access } from '../domain/access.js';
import { Appeals, type KeptAppeal } from '../domain/appeals.js';

/** The appeal of one application, for those who take part in it and for officers. */
@Injectable()
export class GetAppeal {
  constructor(
    private readonly access: Access,
    private readonly appeals: Appeals,
  ) {}

  async run({ applicationId, by }: { readonly applicationId: string; readonly by: string }): Promise<KeptAppeal> {
    await this.access.to(applicationId, by);
    const kept = await this.appeals.find(applicationId);
    if (!kept) throw coreProblems.refuse('not-found', { kind: 'appeal', id: applicationId });
    return kept;
  }
}
