import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { tally, type Ballot, type Restated, type Tally, type Vote } from '../../votes/votes.js';
import { Ballots } from '../domain/ballots.js';
import { Ledger } from '../domain/ledger.js';
import { MeetingBell } from '../domain/meeting-bell.js';
import { lockedChange } from './locked-change.js';

interface Row {
  application: string;
  state: Ballot['state'];
  lowest: number;
  highest: number;
  expected: string[];
  votes: { member: string; score: number; sentence: string | null }[];
}

const select = `select b.application_id as application, b.state, b.lowest, b.highest, b.expected,
    (select coalesce(jsonb_agg(jsonb_build_object('member', v.member_id, 'score', v.score, 'sentence', v.sentence)
        order by v.member_id), '[]') from review_votes v where v.application_id = b.application_id) as votes
  from review_ballots b`;

const ballotOf = ({ application, state, lowest, highest, expected, votes }: Row): Ballot => ({
  application,
  state,
  range: { lowest, highest },
  expected,
  votes: votes.map(({ sentence, ...vote }): Vote => ({ ...vote, ...(sentence === null ? {} : { sentence }) })),
});

@Injectable()
export class PgBallots extends Ballots {
  constructor(
    private readonly database: Database,
    private readonly bell: MeetingBell,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  override restated(applicationId: string): Promise<readonly Restated[]> {
    return this.database.query<Restated & Record<string, unknown>>(
      `select r.reviewer_id as reviewer, r.score from review_restated r
         join review_assignments a on a.application_id = r.application_id and a.person_id = r.reviewer_id
        where r.application_id = $1 and a.state = 'assigned' order by r.reviewer_id`,
      [applicationId],
    );
  }

  override async restate(
    committeeId: string,
    applicationId: string,
    { reviewer, score }: Restated,
    at: string,
  ): Promise<void> {
    await this.database.query(
      `insert into review_restated (application_id, reviewer_id, committee_id, score, at) values ($1, $2, $3, $4, $5)
       on conflict (application_id, reviewer_id) do update set score = excluded.score, at = excluded.at`,
      [applicationId, reviewer, committeeId, score, at],
    );
    this.database.afterCommit(() => this.bell.ring(committeeId));
  }

  override async present(applicationId: string): Promise<Ballot | null> {
    const [row] = await this.database.query<Row>(`${select} where b.application_id = $1`, [applicationId]);
    return row ? ballotOf(row) : null;
  }

  override change(
    committeeId: string,
    applicationId: string,
    by: string,
    at: string,
    decide: (ballot: Ballot | null) => Ballot,
  ): Promise<Ballot> {
    return lockedChange(this.database, applicationId, decide, {
      present: (id) => this.present(id),
      keep: async (tx, after, before) => {
        await tx.query(
          `insert into review_ballots (application_id, committee_id, state, lowest, highest, expected, opened_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (application_id) do update
           set state = excluded.state, lowest = excluded.lowest, highest = excluded.highest,
               expected = excluded.expected, closed_at = case when excluded.state = 'closed' then $7::timestamptz end`,
          [applicationId, committeeId, after.state, after.range.lowest, after.range.highest, after.expected, at],
        );
        await tx.query('delete from review_votes where application_id = $1 and member_id <> all($2::uuid[])', [
          applicationId,
          after.votes.map(({ member }) => member),
        ]);
        const known = new Map(before?.votes.map((vote) => [vote.member, vote]));
        for (const vote of after.votes.filter((one) => known.get(one.member) !== one)) {
          await tx.query(
            `insert into review_votes (application_id, member_id, score, sentence, at) values ($1, $2, $3, $4, $5)
           on conflict (application_id, member_id) do update
             set score = excluded.score, sentence = excluded.sentence, at = excluded.at`,
            [applicationId, vote.member, vote.score, vote.sentence ?? null, at],
          );
        }
        if (after.state !== before?.state) {
          const act = after.state === 'open' ? 'vote-opened' : 'vote-closed';
          await this.ledger.note({ committeeId, by, act, applicationId, facts: { votes: after.votes.length } });
        }
        tx.afterCommit(() => this.bell.ring(committeeId));
      },
    });
  }

  override async tallies(committeeId: string): Promise<ReadonlyMap<string, Tally>> {
    const rows = await this.database.query<Row>(`${select} where b.committee_id = $1 and b.state = 'closed'`, [
      committeeId,
    ]);
    return new Map(rows.map((row) => [row.application, tally(ballotOf(row))!]));
  }
}
