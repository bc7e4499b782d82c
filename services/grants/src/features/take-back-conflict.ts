import { Injectable } from '@nestjs/common';
import { Access, asApplicant } from '../domain/access.js';
import { CallTerms } from '../domain/call-terms.js';
import { DeclaredConflicts, takeBack, type DeclaredConflict } from '../domain/declared-conflicts.js';

export interface TakeBackConflictCommand {
  readonly applicationId: string;
  readonly declaredId: string;
  readonly reason: string;
  readonly personId: string;
}

/** The applicant has nothing against somebody after all; until a committee begins to review the application. */
@Injectable()
export class TakeBackConflict {
  constructor(
    private readonly access: Access,
    private readonly terms: CallTerms,
    private readonly conflicts: DeclaredConflicts,
  ) {}

  async run({ applicationId, declaredId, reason, personId }: TakeBackConflictCommand): Promise<DeclaredConflict> {
    const entry = asApplicant(await this.access.to(applicationId, personId));
    const { now } = await this.terms.of(entry.application);
    return this.conflicts.takeBack(applicationId, declaredId, entry.personId, (application, declared) =>
      takeBack(application, declared, { reason, now }),
    );
  }
}
