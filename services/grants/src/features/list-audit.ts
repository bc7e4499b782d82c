import { Injectable } from '@nestjs/common';
import { Access, asOfficer } from '../domain/access.js';
import { Audit, type AuditEntry } from '../domain/audit.js';
import { asOperator, DecisionRounds } from '../domain/decision-rounds.js';

export interface ListAuditQuery {
  readonly of: { readonly callId: string } | { readonly applicationId: string };
  readonly by: string;
  readonly limit: number;
  readonly before?: string | undefined;
}

/** Every step with who, when and what they saw: of a round for whoever operates it, of an application for its officers. */
@Injectable()
export class ListAudit {
  constructor(
    private readonly access: Access,
    private readonly rounds: DecisionRounds,
    private readonly audit: Audit,
  ) {}

  async run({ of, by, limit, before }: ListAuditQuery): Promise<AuditEntry[]> {
    if ('callId' in of) {
      asOperator(await this.rounds.enter(of.callId, by));
      return this.audit.list({ callId: of.callId, limit, before });
    }
    const { application } = asOfficer(await this.access.to(of.applicationId, by));
    asOperator(await this.rounds.enter(application.callId, by));
    return this.audit.list({ callId: application.callId, applicationId: application.id, limit, before });
  }
}
