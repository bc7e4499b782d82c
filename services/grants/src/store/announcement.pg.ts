import { Injectable } from '@nestjs/common';
import type { Fact } from '@chiron/contracts/core';
import { CommitteeServed, GrantAwarded, OutcomeAnnounced } from '@chiron/contracts/grants';
import { Outbox } from '@chiron/messaging';
import { Database } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import { conclude, factsOf, submitted } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import { Announcement, type RoundEntry } from '../domain/decision-rounds.js';
import { isFunded, type AnnouncedRound, type Plan, type PlannedItem } from '../domain/round.js';
import { DecisionLetters } from './decision-letters.pg.js';

interface Person {
  readonly applicationId: string;
  readonly personId: string;
  readonly role: string;
}

@Injectable()
export class PgAnnouncement extends Announcement {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly applications: Applications,
    private readonly letters: DecisionLetters,
  ) {
    super();
  }

  override async make(entry: RoundEntry, round: AnnouncedRound, { items }: Plan): Promise<void> {
    const { call, today } = entry;
    const ids = items.map(({ applicationId }) => applicationId);
    // In the order of ids, as everybody who locks several of them does.
    for (const { applicationId, outcome } of items.toSorted((a, b) => (a.applicationId < b.applicationId ? -1 : 1)))
      await this.applications.change(applicationId, (application) => ({
        next: conclude(submitted(application), isFunded(outcome) ? today : null).next,
        events: [OutcomeAnnounced.of({ ...factsOf(submitted(application)), outcome, announcedOn: today })],
      }));
    await this.database.query('update decisions set announced = true where application_id = any($1::uuid[])', [ids]);
    await this.fund(call.id, call.award.currency, today, items.filter(({ outcome }) => isFunded(outcome))); // prettier-ignore
    await this.thank(call.id, call.year);
    await this.close(call.id, round);
    await this.letters.write(entry, round, items);
  }

  override unreachable({ items }: Plan): Promise<readonly string[]> {
    return this.letters.unreachable(items);
  }

  private async fund(callId: string, currency: string, today: string, funded: readonly PlannedItem[]): Promise<void> {
    const ids = funded.map(({ applicationId }) => applicationId);
    const people = await this.database.query<Person>(
      `select m.application_id as "applicationId", standing_of(m.person_id) as "personId", min(m.role) as role
         from application_members m
        where m.application_id = any($1::uuid[]) and m.person_id is not null and m.consent = 'given' group by 1, 2
        union all select id, standing_of(applicant_id), '' from applications where id = any($1::uuid[])`,
      [ids],
    );
    const facts: Fact[] = [];
    for (const { applicationId, amountMinor, number } of funded) {
      const mine = people.filter((one) => one.applicationId === applicationId);
      const recipientId = mine.find(({ role }) => role === '')!.personId;
      const grantId = uuidv7();
      await this.database.query(
        `insert into grants (id, application_id, call_id, number, recipient_id, amount_minor, currency, announced_on, revision)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 1)`,
        [grantId, applicationId, callId, number, recipientId, amountMinor, currency, today],
      );
      const team = mine
        .filter(({ personId }) => personId !== recipientId)
        .map(({ personId, role }) => ({ personId, role }));
      facts.push(
        GrantAwarded.of({ grantId, applicationId, callId, recipientId, team, amountMinor: amountMinor!, currency, announcedOn: today }),
      ); // prettier-ignore
    }
    await this.tell(facts);
  }

  /** Whoever handed in a review or voted has served; on which application is told nowhere. */
  private async thank(callId: string, year: number): Promise<void> {
    const served = await this.database.query<{ personId: string; committee: string }>(
      `select distinct standing_of(m.person_id) as "personId", c.name as committee
         from review_committees c join review_members m on m.committee_id = c.id
        where c.round_id = $1
          and (exists (select from review_reviews r where r.committee_id = c.id and r.state = 'submitted' and r.reviewer_id = m.person_id)
            or exists (select from review_votes v join review_ballots b using (application_id)
                        where b.committee_id = c.id and v.member_id = m.person_id))`,
      [callId],
    );
    await this.tell(
      served.map(({ personId, committee }) => CommitteeServed.of({ serviceId: uuidv7(), personId, committee, year })),
    );
  }

  /** What committees have written is released now, and stands. */
  private async close(callId: string, { announcedBy, announcedAt }: AnnouncedRound): Promise<void> {
    await this.database.query(
      `with closed as (update review_committees set phase = 'announced', revision = revision + 1
                        where round_id = $1 and phase = 'decision' returning id)
       insert into review_phase_log (committee_id, n, from_phase, to_phase, back, by_person, at)
       select id, (select coalesce(max(n), 0) + 1 from review_phase_log where committee_id = id), 'decision', 'announced', false, $2, $3
         from closed`,
      [callId, announcedBy, announcedAt],
    );
  }

  private tell(facts: readonly Fact[]): Promise<void> {
    return this.database.transaction((tx) =>
      this.outbox.add(
        tx,
        facts.map((fact) => ({ fact, revision: 1 })),
      ),
    );
  }
}
