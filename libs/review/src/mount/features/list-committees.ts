import { Injectable } from '@nestjs/common';
import { decodeCursor, isUuidText, pageOf, type Page } from '@chiron/http';
import { Database } from '@chiron/postgres';
import type { Phase } from '../../meeting/phases.js';
import { Rounds } from '../domain/round.js';
import type { MemberRole } from '../domain/view.js';

export interface CommitteeSummary {
  id: string;
  roundId: string;
  name: string;
  phase: Phase;
  /** null for an officer who is no member */
  role: MemberRole | null;
}

/** The committees of one person; an officer of a round sees all of that round. */
@Injectable()
export class ListCommittees {
  constructor(
    private readonly database: Database,
    private readonly rounds: Rounds,
  ) {}

  async run(query: {
    personId: string;
    roundId?: string;
    phase?: Phase;
    limit: number;
    cursor?: string;
  }): Promise<Page<CommitteeSummary>> {
    const { personId, roundId, phase, limit, cursor } = query;
    const officer = roundId !== undefined && (await this.rounds.isOfficer(personId, roundId));
    const [after] = cursor ? decodeCursor(cursor, 1, ([id]) => isUuidText(String(id))) : [null];
    const rows = await this.database.query<CommitteeSummary>(
      `select c.id, c.round_id as "roundId", c.name, c.phase, m.role
         from review_committees c
         left join review_members m on m.committee_id = c.id and m.left_at is null
                                   and m.person_id = any(review_same($1))
        where ($2::uuid is null or c.round_id = $2) and (m.person_id is not null or $3)
          and ($4::uuid is null or c.id > $4) and ($6::text is null or c.phase = $6)
        order by c.id limit $5`,
      [personId, roundId ?? null, officer, after, limit + 1, phase ?? null],
    );
    return pageOf(rows, limit, ({ id }) => [id]);
  }
}
