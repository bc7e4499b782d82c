import { Injectable } from '@nestjs/common';
import { decodeCursor, isUuidText, pageOf, type Page } from '@chiron/http';
import { Audit, type AuditFilter, type AuditRecord } from '../domain/audit.js';

/** What was done to clients, keys and in persons' names, newest first. */
@Injectable()
export class ListAudit {
  constructor(private readonly audit: Audit) {}

  async run({
    limit,
    cursor,
    ...filter
  }: AuditFilter & { limit: number; cursor?: string }): Promise<Page<AuditRecord>> {
    const before = cursor === undefined ? undefined : String(decodeCursor(cursor, 1, ([id]) => isUuidText(id))[0]);
    return pageOf(await this.audit.list(filter, before, limit + 1), limit, ({ id }) => [id]);
  }
}
