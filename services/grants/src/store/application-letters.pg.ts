import { Injectable } from '@nestjs/common';
import { lettersOf, type LetterFacts } from '../domain/application-letters.js';
import { windowOf } from '../domain/call.js';
import { Calls } from '../domain/calls.js';
import { Correspondence, PublicAddress } from '../domain/correspondence.js';

type Change = Pick<LetterFacts, 'present' | 'next' | 'events' | 'revision'>;

/** Tells applicants by letter what became of their application and who answered; the letters commit with it. */
@Injectable()
export class ApplicationLetters {
  constructor(
    private readonly calls: Calls,
    private readonly correspondence: Correspondence,
    private readonly address: PublicAddress,
  ) {}

  async write(change: Change): Promise<void> {
    // Most changes are drafts being written: nothing is asked of the database for them.
    if (lettersOf({ ...change, callTitle: '', timeZone: 'UTC', full: undefined, link: '' }).length === 0) return;
    const { id, callId } = change.next.application;
    const kept = await this.calls.find(callId);
    if (!kept) return;
    const { call } = kept;
    await this.correspondence.write(
      lettersOf({
        ...change,
        callTitle: call.page.title,
        timeZone: call.timeZone,
        full: windowOf(call, 'full'),
        link: this.address.of(`/api/v1/applications/${id}`),
      }),
    );
  }
}
