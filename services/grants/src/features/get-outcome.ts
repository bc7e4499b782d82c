import { Injectable } from '@nestjs/common';
import { Access } from '../domain/access.js';
import { Outcomes, type OutcomeTold } from '../domain/outcomes.js';

/** What became of an application, for those who take part in it and for officers; nothing before the announcement. */
@Injectable()
export class GetOutcome {
  constructor(
    private readonly access: Access,
    private readonly outcomes: Outcomes,
  ) {}

  async run({ applicationId, by }: { readonly applicationId: string; readonly by: string }): Promise<OutcomeTold> {
    await this.access.to(applicationId, by);
    return this.outcomes.of(applicationId);
  }
}
