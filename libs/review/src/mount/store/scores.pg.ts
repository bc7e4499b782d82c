import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { rankedScale, totalOf, type Answers, type RubricContent } from '../../forms/rubric.js';
import { voteScore } from '../../ranking/percentile.js';
import { Rounds } from '../domain/round.js';
import { Rubrics } from '../domain/rubrics.js';
import {
  Scores,
  type CommitteeScores,
  type Decided,
  type RecordRule,
  type ScoredApplication,
} from '../domain/scores.js';
import { Sight, type SeenSql } from '../domain/sight.js';
import type { View } from '../domain/view.js';

interface ReviewRow {
  application: string;
  reviewer: string;
  version: number;
  criteria: Answers['criteria'];
  impact: number | null;
}

@Injectable()
export class PgScores extends Scores {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly rubrics: Rubrics,
    private readonly rounds: Rounds,
  ) {
    super();
  }

  async seenBy(view: View): Promise<CommitteeScores> {
    const rubric = await this.rubrics.present(view.committee, view.round);
    return this.read(view.committee.id, this.sight.seen(view), rubric, view.round.settings);
  }

  async earlier({ committee, ids, round }: View): Promise<readonly CommitteeScores[]> {
    const sql = `(select application_id, number, title from review_applications where committee_id = $1
        and left_at is null and application_id not in (select review_hidden($2::uuid[], $3::date)))`;
    const rows = await this.database.query<{ id: string }>(
      'select earlier_id as id from review_bases where committee_id = $1 order by place',
      [committee.id],
    );
    const known: CommitteeScores[] = [];
    for (const { id } of rows) {
      const [rubric] = await this.rubrics.all(id);
      if (rubric) known.push(await this.read(id, { sql, params: [id, ids, round.today] }, rubric, round.settings));
    }
    return known;
  }

  async whole(committeeId: string): Promise<CommitteeScores> {
    const [committee] = await this.database.query<{ round_id: string }>(
      'select round_id from review_committees where id = $1',
      [committeeId],
    );
    const round = committee && (await this.rounds.round(committee.round_id));
    if (!committee || !round) throw coreProblems.refuse('not-found', { kind: 'committee', id: committeeId });
    const facts = { id: committeeId, roundId: committee.round_id, name: '', phase: 'decision', revision: 0 } as const;
    const rubric = await this.rubrics.present(facts, round);
    const all = `(select application_id, number, title from review_applications
        where committee_id = $1 and left_at is null)`;
    return this.read(committeeId, { sql: all, params: [committeeId] }, rubric, round.settings);
  }

  private async read(
    committeeId: string,
    { sql, params }: SeenSql,
    rubric: RubricContent,
    { scoreOfRecord, intervalLevel }: RecordRule,
  ): Promise<CommitteeScores> {
    const [fixed] = await this.database.query<RecordRule & Record<string, unknown>>(
      `select score_of_record as "scoreOfRecord", interval_level as "intervalLevel" from review_records
        where committee_id = $1`,
      [committeeId],
    );
    const rows = await this.database.query<Omit<ScoredApplication, 'vote'> & { votes: number[] | null }>(
      `select s.application_id as "applicationId", s.number, s.title,
              exists (select from review_not_discussed n
                where n.application_id = s.application_id and n.pulled_at is null) as "notDiscussed",
              (select coalesce(array_agg(v.score order by v.score) filter (where v.score is not null), '{}')
                 from review_ballots b left join review_votes v using (application_id)
                where b.application_id = s.application_id and b.state = 'closed' group by b.application_id) as votes
         from ${sql} s order by s.application_id`,
      [...params],
    );
    const reviews = await this.database.query<ReviewRow>(
      `select r.application_id as application, r.reviewer_id as reviewer, r.rubric_version as version,
              r.answers -> 'criteria' as criteria, (r.answers ->> 'overallImpact')::float8 as impact
         from ${sql} s join review_reviews r on r.application_id = s.application_id
         join review_assignments a on a.application_id = r.application_id and a.person_id = r.reviewer_id
        where r.state = 'submitted' and a.state = 'assigned' order by r.application_id, r.reviewer_id`,
      [...params],
    );
    const versions = new Map((await this.rubrics.all(committeeId)).map((one) => [one.version, one]));
    const scale = rankedScale(rubric);
    const visible = new Set(rows.map(({ applicationId }) => applicationId));
    return {
      rule: fixed ?? { scoreOfRecord, intervalLevel },
      best: scale?.best ?? 'most',
      scale: scale && { least: scale.least, most: scale.most },
      applications: rows.map(({ votes, ...row }) => ({
        ...row,
        vote: votes === null ? null : { score: voteScore(votes), votes: votes.length },
      })),
      scores: reviews.flatMap(({ application, reviewer, version, criteria, impact }) => {
        const written = versions.get(version) ?? rubric;
        // the overall impact is the reviewer's own: where it is asked for and was not given, nothing stands for it
        const score = written.overallImpact ? impact : totalOf(written, { criteria });
        return score === null ? [] : [{ application, reviewer, score }];
      }),
      decided: await this.decided(committeeId, visible),
    };
  }

  private async decided(committeeId: string, visible: ReadonlySet<string>): Promise<readonly Decided[]> {
    const rows = await this.database.query<Omit<Decided, 'seed' | 'at'> & { seed: string | null; at: Date }>(
      `select id, by_way as "byWay", applications, seed, reason, by_person as by, at from review_ties
        where committee_id = $1 order by id`,
      [committeeId],
    );
    return rows
      .map((row) => ({
        ...row,
        seed: row.seed === null ? null : Number(row.seed),
        at: row.at.toISOString(),
        applications: row.applications.filter((application) => visible.has(application)),
      }))
      .filter(({ applications }) => applications.length > 1);
  }
}
