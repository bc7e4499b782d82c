import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import type { PhaseChange, Progress } from '../../meeting/phases.js';
import { Committees, type LockedCommittee } from '../domain/committees.js';
import { Ledger } from '../domain/ledger.js';
import type { RecordRule } from '../domain/scores.js';

@Injectable()
export class PgCommittees extends Committees {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  override async lock(id: string): Promise<LockedCommittee> {
    const [row] = await this.database.query<LockedCommittee & { phase: Progress['phase'] }>(
      `select id, round_id as "roundId", season, name, phase, revision, assignment_revision as "assignmentRevision"
         from review_committees where id = $1 for update`,
      [id],
    );
    if (!row) throw coreProblems.refuse('not-found', { kind: 'committee', id });
    const { phase, ...committee } = row;
    const log = await this.database.query<PhaseChange>(
      `select from_phase as from, to_phase as to, back, reason, by_person as by, at::text from review_phase_log
        where committee_id = $1 order by n`,
      [id],
    );
    return { ...committee, progress: { phase, log } };
  }

  override hold<T>(id: string, work: (committee: LockedCommittee) => Promise<T>): Promise<T> {
    return this.database.transaction(async () => work(await this.lock(id)));
  }

  override async changed(
    id: string,
    { name, progress, record }: { name?: string; progress?: Progress; record?: RecordRule },
  ): Promise<number> {
    if (record) await this.fix(id, record, progress?.log.at(-1)?.at);
    const [row] = await this.database.query<{ revision: number }>(
      `update review_committees set revision = revision + 1, name = coalesce($2, name), phase = coalesce($3, phase)
        where id = $1 returning revision`,
      [id, name ?? null, progress?.phase ?? null],
    );
    const last = progress?.log.at(-1);
    if (last) {
      await this.database.query('insert into review_phase_log values ($1, $2, $3, $4, $5, $6, $7, $8)', [
        id,
        progress!.log.length,
        last.from,
        last.to,
        last.back,
        last.reason ?? null,
        last.by,
        last.at,
      ]);
      const { from, to: phase, back, by, reason } = last;
      const facts = { phase, from, back, ...(reason !== undefined && { reason }) };
      await this.ledger.note({ committeeId: id, by, act: 'phase-entered', facts });
    }
    return row!.revision;
  }

  private async fix(id: string, { scoreOfRecord, intervalLevel }: RecordRule, at?: string): Promise<void> {
    await this.database.query(
      `insert into review_records (committee_id, score_of_record, interval_level, fixed_at)
       values ($1, $2, $3, coalesce($4::timestamptz, now()))
       on conflict (committee_id) do update set score_of_record = excluded.score_of_record,
         interval_level = excluded.interval_level, fixed_at = excluded.fixed_at
         where not exists (select from review_reviews r where r.committee_id = excluded.committee_id)`,
      [id, scoreOfRecord, intervalLevel, at ?? null],
    );
  }

  override async assignmentsTouched(id: string, { repair } = { repair: false }): Promise<void> {
    await this.database.query(
      `update review_committees set assignment_revision = assignment_revision + 1, repair_due = repair_due or $2
        where id = $1`,
      [id, repair],
    );
  }

  override async took(id: string, applicationIds: readonly string[], by: string): Promise<void> {
    await this.assignmentsTouched(id);
    await this.ledger.note(
      ...applicationIds.map((applicationId) => ({ committeeId: id, by, act: 'application-taken', applicationId })),
    );
  }
}
