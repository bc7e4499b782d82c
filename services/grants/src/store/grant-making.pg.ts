import { Injectable } from '@nestjs/common';
import type { Fact } from '@chiron/contracts/core';
import { CommitteeServed, GrantAwarded } from '@chiron/contracts/grants';
import { Outbox } from '@chiron/messaging';
import { Database } from '@chiron/postgres';
import { Ledger } from '@chiron/review/mount';
import { uuidv7 } from 'uuidv7';
import type { AnnouncedRound, PlannedItem } from '../domain/round.js';

interface Person {
  readonly applicationId: string;
  readonly personId: string;
  readonly role: string;
}
type Told = readonly { readonly fact: Fact; readonly revision: number }[];

/** What an announcement brings about beyond the applications themselves; always in the open transaction. */
@Injectable()
export class GrantMaking {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly ledger: Ledger,
  ) {}

  /** What is funded becomes a grant; one that there is already may be given more, and is told again. */
  async make(callId: string, currency: string, today: string, funded: readonly PlannedItem[]): Promise<void> {
    const ids = funded.map(({ applicationId }) => applicationId);
    const people = await this.database.query<Person>(
      `select m.application_id as "applicationId", standing_of(m.person_id) as "personId", min(m.role) as role
         from application_members m
        where m.application_id = any($1::uuid[]) and m.person_id is not null and m.consent = 'given' group by 1, 2
        union all select id, standing_of(applicant_id), '' from applications where id = any($1::uuid[])`,
      [ids],
    );
    const told: { fact: Fact; revision: number }[] = [];
    for (const { applicationId, amountMinor, number } of funded) {
      const mine = people.filter((one) => one.applicationId === applicationId);
      const recipientId = mine.find(({ role }) => role === '')!.personId;
      const [grant] = await this.database.query<{ id: string; announcedOn: string; revision: number }>(
        `insert into grants (id, application_id, call_id, number, recipient_id, amount_minor, currency, announced_on, revision)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 1)
         on conflict (application_id) do update set amount_minor = excluded.amount_minor, revision = grants.revision + 1
          where grants.amount_minor <> excluded.amount_minor
         returning id, announced_on::text as "announcedOn", revision`,
        [uuidv7(), applicationId, callId, number, recipientId, amountMinor, currency, today],
      );
      if (!grant) continue;
      const team = mine
        .filter(({ personId }) => personId !== recipientId)
        .map(({ personId, role }) => ({ personId, role }));
      const { id: grantId, announcedOn, revision } = grant;
      const facts = { grantId, applicationId, callId, recipientId, team, amountMinor: amountMinor!, currency, announcedOn }; // prettier-ignore
      told.push({ fact: GrantAwarded.of(facts), revision });
    }
    await this.tell(told);
  }

  /** Whoever handed in a review or voted has served; on which application is told nowhere. */
  async thank(callId: string, year: number): Promise<void> {
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
      served.map(({ personId, committee }) => ({
        fact: CommitteeServed.of({ serviceId: uuidv7(), personId, committee, year }),
        revision: 1,
      })),
    );
  }

  /** What committees have written is released now, and stands: whichever phase they are in, nothing more is written. */
  async closeCommittees(callId: string, { announcedBy, announcedAt }: AnnouncedRound): Promise<void> {
    const closed = await this.database.query<{ id: string; from: string }>(
      `with open as (select id, phase from review_committees where round_id = $1 and phase <> 'announced' order by id for update),
            closed as (update review_committees c set phase = 'announced', revision = revision + 1 from open where c.id = open.id
                       returning c.id, open.phase),
            noted as (insert into review_phase_log (committee_id, n, from_phase, to_phase, back, by_person, at)
                      select id, (select coalesce(max(n), 0) + 1 from review_phase_log where committee_id = id), phase, 'announced',
                             false, $2, $3 from closed)
       select id, phase as from from closed order by id`,
      [callId, announcedBy, announcedAt],
    );
    await this.ledger.note(
      ...closed.map(({ id: committeeId, from }) => ({
        committeeId,
        by: announcedBy,
        act: 'phase-entered',
        facts: { phase: 'announced', from, back: false },
      })),
    );
  }

  private tell(told: Told): Promise<void> {
    return this.database.transaction((tx) => this.outbox.add(tx, told));
  }
}
