import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Access, asOfficer, asReader } from '../domain/access.js';
import { Audit } from '../domain/audit.js';
import { Blinding } from '../domain/blinding.js';
import { restore, waive, type Finding } from '../domain/finding.js';

export interface WaiveFindingCommand {
  readonly applicationId: string;
  readonly findingId: string;
  readonly personId: string;
  /** null takes the waiver back */
  readonly reason: string | null;
}

/** Lets a finding pass, or no longer; an officer answers for it, and the audit trail says so. */
@Injectable()
export class WaiveFinding {
  constructor(
    private readonly access: Access,
    private readonly blinding: Blinding,
    private readonly audit: Audit,
    private readonly database: Database,
  ) {}

  async run({ applicationId, findingId, personId, reason }: WaiveFindingCommand): Promise<Finding> {
    const entry = asOfficer(asReader(await this.access.to(applicationId, personId)));
    return this.database.transaction(async () => {
      const next = await this.blinding.change(applicationId, findingId, (finding) =>
        reason === null ? restore(finding) : waive(finding, entry.personId, reason),
      );
      const { kind, place, written, times } = next;
      await this.audit.note({
        callId: entry.application.callId,
        applicationId,
        by: entry.personId,
        act: reason === null ? 'took back that a finding may pass' : 'let a finding pass',
        facts: { findingId, kind, place, written, times, ...(reason !== null && { reason }) },
      });
      return next;
    });
  }
}
