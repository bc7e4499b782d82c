import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { NotDiscussed } from '../../meeting/not-discussed.js';
import { Ledger } from '../domain/ledger.js';
import { Meetings } from '../domain/meetings.js';
import { NotDiscussedList } from '../domain/not-discussed.js';
import type { View } from '../domain/view.js';

interface Row {
  application_id: string;
  pulled_by: string | null;
  pulled_at: Date | null;
  pulled_reason: string | null;
}

@Injectable()
export class PgNotDiscussedList extends NotDiscussedList {
  constructor(
    private readonly database: Database,
    private readonly meetings: Meetings,
    private readonly ledger: Ledger,
  ) {
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

  override async set(view: View, applicationIds: readonly string[], at: string): Promise<void> {
    const { committee, personId: by } = view;
    const committeeId = committee.id;
    await this.database.transaction(async (tx) => {
      const off = await tx.query<{ id: string }>(
        `delete from review_not_discussed
          where committee_id = $1 and pulled_at is null and application_id <> all($2::uuid[])
         returning application_id as id`,
        [committeeId, applicationIds],
      );
      const on = await tx.query<{ id: string }>(
        `insert into review_not_discussed (application_id, committee_id, by_person, at)
         select id, $1, $3, $4 from unnest($2::uuid[]) as listed(id) on conflict do nothing
         returning application_id as id`,
        [committeeId, applicationIds, by, at],
      );
      await this.meetings.follow(view, { on: on.map(({ id }) => id), off: off.map(({ id }) => id) });
      // one line for each, so that each hides with its application
      await this.ledger.note(
        ...off.map(({ id }) => ({ committeeId, by, act: 'discussed-after-all', applicationId: id })),
        ...on.map(({ id }) => ({ committeeId, by, act: 'not-discussed', applicationId: id })),
      );
    });
  }

  override async pullBack(view: View, { application, pulledBack }: NotDiscussed): Promise<void> {
    const committeeId = view.committee.id;
    await this.database.transaction(async (tx) => {
      const pulled = await tx.run(
        `update review_not_discussed set pulled_by = $2, pulled_at = $3, pulled_reason = $4
          where application_id = $1 and pulled_at is null`,
        [application, pulledBack?.by ?? null, pulledBack?.at ?? null, pulledBack?.reason ?? null],
      );
      if (!pulled.rowCount) return;
      await this.meetings.append(view, application);
      const facts = pulledBack?.reason === undefined ? {} : { reason: pulledBack.reason };
      const by = pulledBack?.by ?? null;
      await this.ledger.note({ committeeId, by, act: 'pulled-back', applicationId: application, facts });
    });
  }
}
