import { Injectable } from '@nestjs/common';
import { pageOf, type Page } from '@chiron/http';
import { Database } from '@chiron/postgres';
import { idOf } from './list-people.js';

export interface AccessView {
  id: string;
  at: Date;
  clientId: string;
  /** who read: the client, or the member of staff the token stood for */
  subject: string;
  /** whose record was read */
  personId: string;
  purpose: string | null;
}

export interface AccessLogQuery {
  readonly personId?: string;
  readonly clientId?: string;
  readonly limit: number;
  readonly cursor?: string;
}

@Injectable()
export class ListAccessLog {
  constructor(private readonly database: Database) {}

  /** Reads of education records by staff, the newest first. A merged record's reads are listed with its survivor's. */
  async run({ personId, clientId, limit, cursor }: AccessLogQuery): Promise<Page<AccessView>> {
    const before = idOf(cursor);
    const rows = await this.database.query<AccessView>(
      `select id, at, client_id as "clientId", subject, person_id as "personId", purpose from access_log
        where ($1::uuid is null or person_id = $1 or person_id::text in (
                select sourced_id from identifiers where source = 'chiron' and person_id = $1))
          and ($2::text is null or client_id = $2) and ($3::uuid is null or id < $3)
        order by id desc limit $4`,
      [personId ?? null, clientId ?? null, before, limit + 1],
    );
    return pageOf(rows, limit, (row) => [row.id]);
  }
}
