import { Injectable } from '@nestjs/common';
import type { Application } from '../domain/application.js';
import { letterOf } from '../domain/application-letters.js';
import { windowOf } from '../domain/call.js';
import { Calls } from '../domain/calls.js';
import { Correspondence, PublicAddress } from '../domain/correspondence.js';

/** Tells applicants by letter what became of their application; the letter commits with it. */
@Injectable()
export class ApplicationLetters {
  constructor(
    private readonly calls: Calls,
    private readonly correspondence: Correspondence,
    private readonly address: PublicAddress,
  ) {}

  async write(application: Application, revision: number): Promise<void> {
    const kept = await this.calls.find(application.callId);
    if (!kept) return;
    const { call } = kept;
    const wish = letterOf({
      application,
      revision,
      callTitle: call.page.title,
      timeZone: call.timeZone,
      full: windowOf(call, 'full'),
      link: this.address.of(`/api/v1/applications/${application.id}`),
    });
    if (wish) await this.correspondence.write([wish]);
  }
}
