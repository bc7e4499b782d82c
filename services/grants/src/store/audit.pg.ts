import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import { Audit, type AuditEntry, type Step } from '../domain/audit.js';
import { moment } from './application-rows.js';

@Injectable()
export class PgAudit extends Audit {
  constructor(private readonly database: Database) {
    super();
  }

  override async note(...steps: readonly Step[]): Promise<void> {
    await this.database.query(
      `insert into audit_entries (id, call_id, application_id, by_person, act, facts)
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::jsonb[])`,
      [
        steps.map(() => uuidv7()),
        steps.map(({ callId }) => callId),
        steps.map(({ applicationId }) => applicationId),
        steps.map(({ by }) => by),
        steps.map(({ act }) => act),
        steps.map(({ facts }) => JSON.stringify(facts)),
      ],
    );
  }

  override list({ callId, applicationId, limit, before }: Parameters<Audit['list']>[0]): Promise<AuditEntry[]> {
    return this.database.query<AuditEntry>(
      `select id, ${moment('at')} as at, call_id as "callId", application_id as "applicationId", by_person as by, act, facts
         from audit_entries
        where call_id = $1 and ($2::uuid is null or application_id = $2) and ($3::uuid is null or id < $3)
        order by id desc limit $4`,
      [callId, applicationId ?? null, before ?? null, limit],
    );
  }
}
