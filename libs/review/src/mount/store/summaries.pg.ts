import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { Summary } from '../../summaries/summary.js';
import { Ledger } from '../domain/ledger.js';
import { Summaries } from '../domain/summaries.js';
import { lockedChange } from './locked-change.js';

interface Row extends Omit<Summary, 'approvedBy' | 'approvedAt'> {
  approved_by: string | null;
  approved_at: Date | null;
}

@Injectable()
export class PgSummaries extends Summaries {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  override async present(applicationId: string): Promise<Summary | null> {
    const [row] = await this.database.query<Row>(
      `select application_id as application, state, strengths, weaknesses, advice, revision, approved_by, approved_at
         from review_summaries where application_id = $1`,
      [applicationId],
    );
    if (!row) return null;
    const { approved_by: approvedBy, approved_at: approvedAt, ...summary } = row;
    if (approvedBy === null || approvedAt === null) return summary;
    return { ...summary, approvedBy, approvedAt: approvedAt.toISOString() };
  }

  override change(
    committeeId: string,
    applicationId: string,
    by: string,
    at: string,
    decide: (summary: Summary | null) => Summary,
  ): Promise<Summary> {
    return lockedChange(this.database, applicationId, decide, {
      present: (id) => this.present(id),
      keep: async (tx, after, before) => {
        const { state, strengths, weaknesses, advice, revision, approvedBy = null, approvedAt = null } = after;
        await tx.query(
          `insert into review_summaries (application_id, committee_id, state, strengths, weaknesses, advice, revision,
           approved_by, approved_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (application_id) do update
           set state = excluded.state, strengths = excluded.strengths, weaknesses = excluded.weaknesses,
               advice = excluded.advice, revision = excluded.revision, approved_by = excluded.approved_by,
               approved_at = excluded.approved_at`,
          [applicationId, committeeId, state, strengths, weaknesses, advice, revision, approvedBy, approvedAt],
        );
        await tx.query(
          `insert into review_summary_versions (application_id, revision, state, strengths, weaknesses, advice, by_person, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [applicationId, revision, state, strengths, weaknesses, advice, by, at],
        );
        const act = state === 'approved' ? 'summary-approved' : before ? 'summary-edited' : 'summary-drafted';
        await this.ledger.note({ committeeId, by, act, applicationId, facts: { revision } });
      },
    });
  }
}
