import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { changeRubric, draftRubric, type RubricContent } from '../../forms/rubric.js';
import { reviewProblems } from '../../problems.js';
import { Ledger } from '../domain/ledger.js';
import type { Round } from '../domain/round.js';
import { Rubrics, type RubricVersion } from '../domain/rubrics.js';
import type { CommitteeFacts } from '../domain/view.js';

interface Row {
  version: number;
  content: RubricContent;
  made_by: string | null;
  made_at: Date;
  reviews: number;
}

const select = `select version, content, made_by, made_at, (select count(*)::int from review_reviews r
    where r.committee_id = v.committee_id and r.rubric_version = v.version) as reviews from review_rubrics v`;

const versionOf = (committeeId: string, row: Row): RubricVersion => ({
  ...row.content,
  id: committeeId,
  version: row.version,
  madeBy: row.made_by,
  madeAt: row.made_at.toISOString(),
  reviews: row.reviews,
});

@Injectable()
export class PgRubrics extends Rubrics {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  async present({ id }: CommitteeFacts, round: Round): Promise<RubricVersion> {
    const [newest] = await this.all(id);
    if (newest) return newest;
    const content = round.settings.rubric;
    if (!content) throw reviewProblems.refuse('rubric-missing');
    draftRubric(id, content);
    await this.database.query(
      `insert into review_rubrics (committee_id, version, content, made_at) values ($1, 1, $2, now()) on conflict do nothing`,
      [id, JSON.stringify(content)],
    );
    return this.version(id, 1);
  }

  async all(committeeId: string): Promise<readonly RubricVersion[]> {
    const rows = await this.database.query<Row>(`${select} where committee_id = $1 order by version desc`, [
      committeeId,
    ]);
    return rows.map((row) => versionOf(committeeId, row));
  }

  async version(committeeId: string, version: number): Promise<RubricVersion> {
    const [row] = await this.database.query<Row>(`${select} where committee_id = $1 and version = $2`, [
      committeeId,
      version,
    ]);
    if (!row) throw coreProblems.refuse('not-found', { kind: 'rubric version', id: String(version) });
    return versionOf(committeeId, row);
  }

  change(
    committeeId: string,
    content: RubricContent,
    by: string,
    at: string,
    check: (present: RubricVersion | null) => void,
  ): Promise<RubricVersion> {
    return this.database.transaction(async (tx) => {
      // waits for reviews that begin now: they lock the committee's row in share mode
      await tx.query('select id from review_committees where id = $1 for update', [committeeId]);
      const [present] = await this.all(committeeId);
      check(present ?? null);
      const version = present ? changeRubric(present, content, present.reviews).rubric.version : 1;
      if (!present) draftRubric(committeeId, content);
      await tx.query(
        `insert into review_rubrics (committee_id, version, content, made_by, made_at) values ($1, $2, $3, $4, $5)
         on conflict (committee_id, version) do update
           set content = excluded.content, made_by = excluded.made_by, made_at = excluded.made_at`,
        [committeeId, version, JSON.stringify(content), by, at],
      );
      await this.ledger.note({ committeeId, by, act: 'rubric-set', facts: { version } });
      return this.version(committeeId, version);
    });
  }
}
