import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { Access, asApplicant } from '../domain/access.js';
import { CallTerms } from '../domain/call-terms.js';
import {
  declareConflict,
  DeclaredConflicts,
  type ConflictWanted,
  type DeclaredConflict,
} from '../domain/declared-conflicts.js';

export interface DeclareConflictCommand {
  readonly applicationId: string;
  readonly personId: string;
  readonly wanted: ConflictWanted;
}

/** The applicant says who should not review it; it stands at once. */
@Injectable()
export class DeclareConflict {
  constructor(
    private readonly access: Access,
    private readonly terms: CallTerms,
    private readonly conflicts: DeclaredConflicts,
  ) {}

  async run({ applicationId, personId, wanted }: DeclareConflictCommand): Promise<DeclaredConflict> {
    const entry = asApplicant(await this.access.to(applicationId, personId));
    const { rules, now } = await this.terms.of(entry.application);
    const made = { id: uuidv7(), now, most: rules.declaredMost };
    return this.conflicts.add(applicationId, entry.personId, (application, present) =>
      declareConflict(application, present, wanted, made),
    );
  }
}
