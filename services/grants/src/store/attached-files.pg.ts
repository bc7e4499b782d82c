import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { AttachedFiles, type Attachments } from '../domain/attached-files.js';
import { arriving } from './files.pg.js';

/**
 * Only files that have arrived count; one that is just arriving would join what was handed in after it. Findings in them
 * keep it from review, never from being handed in.
 */
@Injectable()
export class PgAttachedFiles extends AttachedFiles {
  constructor(private readonly database: Database) {
    super();
  }

  override async of(applicationId: string): Promise<Attachments> {
    const rows = await this.database.query<{ field: string; n: number; arriving: number }>(
      `select field, count(*) filter (where state = 'stored')::int as n, count(*) filter (where ${arriving})::int as arriving
         from application_files where application_id = $1 and state <> 'removed' group by field order by field`,
      [applicationId],
    );
    return {
      counts: Object.fromEntries(rows.map(({ field, n }) => [field, n])),
      faults: rows
        .filter((row) => row.arriving > 0)
        .map(({ field }) => ({
          pointer: `/answers/${field}`,
          detail: 'a file is just arriving: try again in a moment',
        })),
    };
  }
}
