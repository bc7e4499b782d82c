import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { AttachedFiles, type Attachments } from '../domain/attached-files.js';

/** Only files that have arrived count. Findings in them keep it from review, never from being handed in. */
@Injectable()
export class PgAttachedFiles extends AttachedFiles {
  constructor(private readonly database: Database) {
    super();
  }

  override async of(applicationId: string): Promise<Attachments> {
    const rows = await this.database.query<{ field: string; n: number }>(
      `select field, count(*)::int as n from application_files
        where application_id = $1 and state = 'stored' group by field`,
      [applicationId],
    );
    return { counts: Object.fromEntries(rows.map(({ field, n }) => [field, n])), faults: [] };
  }
}
