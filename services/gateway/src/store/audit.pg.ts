import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import { Audit, type AuditEntry, type AuditFilter, type AuditRecord } from '../domain/audit.js';

interface Row extends Omit<AuditRecord, 'at'> {
  at: Date;
}

@Injectable()
export class AuditPg extends Audit {
  constructor(private readonly database: Database) {
    super();
  }

  async record({ action, clientId, subject, target, details }: AuditEntry): Promise<void> {
    await this.database.query(
      'insert into audit (id, action, client_id, subject, target, details) values ($1, $2, $3, $4, $5, $6)',
      [uuidv7(), action, clientId, subject, target, JSON.stringify(details)],
    );
  }

  async list(
    { action, clientId, target }: AuditFilter,
    before: string | undefined,
    limit: number,
  ): Promise<AuditRecord[]> {
    const rows = await this.database.query<Row & Record<string, unknown>>(
      `select id, at, action, client_id as "clientId", subject, target, details from audit
       where ($1::uuid is null or id < $1) and ($2::text is null or action = $2)
         and ($3::text is null or client_id = $3) and ($4::text is null or target = $4)
       order by id desc limit $5`,
      [before ?? null, action ?? null, clientId ?? null, target ?? null, limit],
    );
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }
}
