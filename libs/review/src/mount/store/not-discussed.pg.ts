import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { NotDiscussed } from '../../meeting/not-discussed.js';
import { NotDiscussedList } from '../domain/not-discussed.js';

interface Row {
  application_id: string;
  pulled_by: string | null;
  pulled_at: Date | null;
  pulled_reason: string | null;
}

@Injectable()
export class PgNotDiscussedList extends NotDiscussedList {
  constructor(private readonly database: Database) {
    super();
  }

  override async present(committeeId: string): Promise<readonly NotDiscussed[]> {
    const rows = await this.database.query<Row>(
      `select application_id, pulled_by, pulled_at, pulled_reason from review_not_discussed
        where committee_id = $1 order by application_id`,
      [committeeId],
    );
    return rows.map(({ application_id: application, pulled_by: by, pulled_at: at, pulled_reason: reason }) =>
      by === null || at === null
        ? { application }
        : { application, pulledBack: { by, at: at.toISOString(), ...(reason === null ? {} : { reason }) } },
    );
  }

  override async set(committeeId: string, applicationIds: readonly string[], by: string, at: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(
        `delete from review_not_discussed
          where committee_id = $1 and pulled_at is null and application_id <> all($2::uuid[])`,
        [committeeId, applicationIds],
      );
      await tx.query(
        `insert into review_not_discussed (application_id, committee_id, by_person, at)
         select id, $1, $3, $4 from unnest($2::uuid[]) as listed(id) on conflict do nothing`,
        [committeeId, applicationIds, by, at],
      );
    });
  }

  override async pullBack({ application, pulledBack }: NotDiscussed): Promise<void> {
    await this.database.query(
      `update review_not_discussed set pulled_by = $2, pulled_at = $3, pulled_reason = $4
        where application_id = $1 and pulled_at is null`,
      [application, pulledBack?.by ?? null, pulledBack?.at ?? null, pulledBack?.reason ?? null],
    );
  }
}
