import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { ReviewPeople } from '../domain/known-people.js';
import { Sight } from '../domain/sight.js';

export interface LoadsView {
  /** whether reviews are open that nobody could be found for yet */
  repairDue: boolean;
  members: { personId: string; name: string | null; capacity: number; assigned: number; begun: number }[];
  applications: { applicationId: string; number: string; assigned: number; wanted: number | null }[];
}

/** Figures of the whole round: who has how much, and what is short of reviews. */
@Injectable()
export class GetLoads {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly people: ReviewPeople,
  ) {}

  async run(committeeId: string, personId: string): Promise<LoadsView> {
    await this.sight.operates(await this.sight.in(committeeId, personId));
    const [row] = await this.database.query<{ repairDue: boolean }>(
      'select repair_due as "repairDue" from review_committees where id = $1',
      [committeeId],
    );
    const members = await this.database.query<Omit<LoadsView['members'][number], 'name'>>(
      `select m.person_id as "personId", m.capacity, count(a.id)::int as assigned,
              count(a.id) filter (where a.begun)::int as begun
         from review_members m
         left join review_assignments a on a.committee_id = m.committee_id and a.person_id = m.person_id
                                       and a.state = 'assigned'
        where m.committee_id = $1 and m.left_at is null group by m.person_id, m.capacity order by m.person_id`,
      [committeeId],
    );
    const applications = await this.database.query<LoadsView['applications'][number]>(
      `select p.application_id as "applicationId", p.number, count(a.id)::int as assigned, p.reviews_wanted as wanted
         from review_applications p
         left join review_assignments a on a.application_id = p.application_id and a.state = 'assigned'
        where p.committee_id = $1 and p.left_at is null group by p.application_id order by p.number, p.application_id`,
      [committeeId],
    );
    const names = await this.people.names(members.map((member) => member.personId));
    return {
      repairDue: row!.repairDue,
      members: members.map((member) => ({ ...member, name: names.get(member.personId) ?? null })),
      applications,
    };
  }
}
