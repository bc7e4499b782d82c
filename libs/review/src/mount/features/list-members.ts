import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { ReviewPeople } from '../domain/known-people.js';
import { Sight } from '../domain/sight.js';
import { administers, type MemberRole } from '../domain/view.js';

export interface MemberView {
  personId: string;
  name: string | null;
  role: MemberRole;
  kinds: string[];
  topics: string[];
  /** Only for chair and officers; else null, as all that follow. */
  capacity: number | null;
  seasonCapacity: number | null;
  /** Whether committees have more than that, since less is allotted now. */
  seasonExceeded: boolean | null;
  place: number | null;
  signed: boolean | null;
  certifiedAfter: boolean | null;
  revision: number | null;
}

/** Who sits in the committee: members see who, chair and officers see what each takes on and has signed. */
@Injectable()
export class ListMembers {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly people: ReviewPeople,
  ) {}

  async run(committeeId: string, personId: string): Promise<MemberView[]> {
    const view = await this.sight.in(committeeId, personId);
    const rows = await this.database.query<MemberView>(
      `select m.person_id as "personId", m.role, m.kinds, m.topics, m.capacity, m.place, m.revision,
              l.season as "seasonCapacity", coalesce(review_season_taken(m.person_id, $2) > l.season, false) as "seasonExceeded",
              exists (select from review_signings s where s.committee_id = m.committee_id
                         and s.person_id = m.person_id and s.occasion = 'before') as signed,
              exists (select from review_signings s where s.committee_id = m.committee_id
                         and s.person_id = m.person_id and s.occasion = 'after') as "certifiedAfter"
         from review_members m, review_season_limit(m.person_id, $2) as l(season)
        where m.committee_id = $1 and m.left_at is null
        order by array_position(array['chair', 'acting-chair', 'member'], m.role), m.place, m.person_id`,
      [committeeId, view.round.season],
    );
    const names = await this.people.names(rows.map((row) => row.personId));
    const all = administers(view);
    const hidden = {
      capacity: null,
      seasonCapacity: null,
      seasonExceeded: null,
      place: null,
      signed: null,
      certifiedAfter: null,
      revision: null,
    };
    return rows.map((row) => ({ ...row, name: names.get(row.personId) ?? null, ...(all ? {} : hidden) }));
  }
}
