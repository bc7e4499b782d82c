import { Injectable } from '@nestjs/common';
import { OutcomeAnnounced } from '@chiron/contracts/grants';
import { Database } from '@chiron/postgres';
import { conclude, factsOf, submitted } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import { Announcement, type RoundEntry } from '../domain/decision-rounds.js';
import { isFunded, type AnnouncedRound, type Plan } from '../domain/round.js';
import { DecisionLetters } from './decision-letters.pg.js';
import { GrantMaking } from './grant-making.pg.js';

@Injectable()
export class PgAnnouncement extends Announcement {
  constructor(
    private readonly database: Database,
    private readonly applications: Applications,
    private readonly letters: DecisionLetters,
    private readonly grants: GrantMaking,
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
    await this.grants.make(call.id, call.award.currency, today, items.filter(({ outcome }) => isFunded(outcome))); // prettier-ignore
    await this.grants.thank(call.id, call.year);
    await this.grants.closeCommittees(call.id, round);
    await this.letters.write(call, round.appealUntil, items);
  }

  override unreachable({ items }: Plan): Promise<readonly string[]> {
    return this.letters.unreachable(items);
  }
}
