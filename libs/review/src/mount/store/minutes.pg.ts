import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Ledger } from '../domain/ledger.js';
import { MinutesBook, type Minutes } from '../domain/minutes.js';

interface Row {
  state: Minutes['state'];
  revision: number;
  approved_by: string | null;
  approved_at: Date | null;
}

@Injectable()
export class PgMinutesBook extends MinutesBook {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  override async present(committeeId: string): Promise<Minutes | null> {
    const [row] = await this.database.query<Row>(
      'select state, revision, approved_by, approved_at from review_minutes where committee_id = $1',
      [committeeId],
    );
    if (!row) return null;
    const lines = await this.database.query<{ at: Date; application: string | null; text: string }>(
      `select at, application_id as application, text from review_paragraphs where committee_id = $1 order by place`,
      [committeeId],
    );
    const paragraphs = lines.map(({ at, application, text }) => ({
      at: at.toISOString(),
      ...(application === null ? {} : { application }),
      text,
    }));
    const { state, revision, approved_by: approvedBy, approved_at: approvedAt } = row;
    if (approvedBy === null || approvedAt === null) return { state, revision, paragraphs };
    return { state, revision, paragraphs, approvedBy, approvedAt: approvedAt.toISOString() };
  }

  override change(committeeId: string, by: string, decide: (minutes: Minutes | null) => Minutes): Promise<Minutes> {
    return this.database.transaction(async (tx) => {
      await tx.query('select id from review_committees where id = $1 for update', [committeeId]);
      const before = await this.present(committeeId);
      const after = decide(before);
      if (after === before) return after;
      await tx.query(
        `insert into review_minutes (committee_id, state, revision, approved_by, approved_at) values ($1, $2, $3, $4, $5)
         on conflict (committee_id) do update set state = excluded.state, revision = excluded.revision,
           approved_by = excluded.approved_by, approved_at = excluded.approved_at`,
        [committeeId, after.state, after.revision, after.approvedBy ?? null, after.approvedAt ?? null],
      );
      await tx.query('delete from review_paragraphs where committee_id = $1', [committeeId]);
      await tx.query(
        `insert into review_paragraphs (committee_id, place, at, application_id, text)
         select $1, place, line.at, line.application, line.text
           from rows from (jsonb_to_recordset($2::jsonb) as (at timestamptz, application uuid, text text))
             with ordinality as line(at, application, text, place)`,
        [committeeId, JSON.stringify(after.paragraphs)],
      );
      if (after.state === 'approved') await this.ledger.note({ committeeId, by, act: 'minutes-approved' });
      return after;
    });
  }
}
