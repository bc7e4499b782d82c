import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Leftovers } from '../domain/files.js';
import { lockContent } from './files.pg.js';

@Injectable()
export class PgLeftovers extends Leftovers {
  constructor(private readonly database: Database) {
    super();
  }

  override async forget(): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(
        `delete from application_files where state = 'arriving' and added_at < now() - interval '6 hours'`,
      );
      await tx.query(
        `with gone as (
           update application_files set forgotten_at = now()
            where state = 'removed' and forgotten_at is null and removed_at < now() - interval '30 days' returning id)
         delete from file_readings where file_id in (select id from gone)`,
      );
    });
  }

  override unless(sha256: string, remove: () => Promise<void>): Promise<void> {
    return this.database.transaction(async (tx) => {
      await lockContent(tx, sha256);
      const [row] = await tx.query<{ needed: boolean }>(
        `select exists (select from application_files where forgotten_at is null and sha256 = $1)
             or exists (select from application_files where forgotten_at is null and copy_sha256 = $1) as needed`,
        [sha256],
      );
      if (!row!.needed) await remove();
    });
  }
}
