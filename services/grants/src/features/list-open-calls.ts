import { Injectable } from '@nestjs/common';
import { Clock, coreProblems } from '@chiron/contracts/core';
import { windowsOf, windowState, type PublishedCall } from '../domain/call.js';
import { Calls } from '../domain/calls.js';
import { Forms, type FormVersion } from '../domain/forms.js';

/** What the public may know: published calls that take applications now or will. */
@Injectable()
export class ListOpenCalls {
  constructor(
    private readonly calls: Calls,
    private readonly forms: Forms,
    private readonly clock: Clock,
  ) {}

  /** One more than `limit`, where more may be open; calls whose windows are over are left out. */
  async run(page: { readonly limit: number; readonly after?: string }): Promise<PublishedCall[]> {
    const now = this.clock.now();
    const open: PublishedCall[] = [];
    let after = page.after;
    // Rounds stay published through their review: pages are read until enough of them still take applications.
    for (;;) {
      const kept = await this.calls.list({ limit: page.limit, ...(after && { after }), states: ['published'] });
      for (const { call } of kept) if (call.state === 'published' && takes(call, now)) open.push(call);
      if (open.length > page.limit || kept.length <= page.limit) return open;
      after = kept.at(-1)!.call.id;
    }
  }

  /** By its code; a call that is not open to the public is not there. */
  async one(code: string): Promise<{ call: PublishedCall; forms: FormVersion[] }> {
    const kept = await this.calls.findByCode(code);
    if (kept?.call.state !== 'published') throw coreProblems.refuse('not-found', { kind: 'open call', id: code });
    const { call } = kept;
    const forms = await Promise.all(call.stages.map(({ stage }) => this.forms.published(call.id, stage)));
    return { call, forms: forms.filter((form) => form !== undefined) };
  }
}

const takes = (call: PublishedCall, now: string): boolean =>
  windowsOf(call).some((window) => windowState(window, now) !== 'closed');
