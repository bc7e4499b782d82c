import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Correspondence, PublicAddress } from '../domain/correspondence.js';
import { digests, draftReminders, linkReminders, OpenWork, reviewReminders } from '../domain/reminders.js';

/** Writes to everybody whose time has come, once each: it may run as often as it likes, and on several machines. */
@Injectable()
export class Remind {
  constructor(
    private readonly work: OpenWork,
    private readonly correspondence: Correspondence,
    private readonly address: PublicAddress,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now();
    const [reviews, drafts] = [await this.work.reviews(), await this.work.drafts()];
    const due = [
      ...reviewReminders(reviews, now),
      ...draftReminders(drafts, now),
      ...linkReminders(await this.work.links(), now),
      ...digests(reviews, now, this.clock.zone),
    ];
    await this.correspondence.write(
      due.map(({ words, path, ...wish }) => ({
        ...wish,
        values: (language) => ({ ...words(language), link: this.address.of(path) }),
      })),
    );
  }
}
