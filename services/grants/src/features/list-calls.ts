import { Injectable } from '@nestjs/common';
import type { Call } from '../domain/call.js';
import { Calls, type KeptCall } from '../domain/calls.js';
import { Officers } from '../domain/officers.js';

export interface ListCallsQuery {
  readonly by: string;
  readonly limit: number;
  readonly after?: string;
  readonly state?: Call['state'];
}

/** Calls, the newest first; drafts for officers alone, and for nobody else is there any. */
@Injectable()
export class ListCalls {
  constructor(
    private readonly calls: Calls,
    private readonly officers: Officers,
  ) {}

  async run({ by, state, ...page }: ListCallsQuery): Promise<{ items: KeptCall[]; officer: boolean }> {
    const officer = (await this.officers.rolesOf(by)).has('officer');
    const known = (officer ? ['draft', 'published', 'closed'] : ['published', 'closed']) as Call['state'][];
    const states = known.filter((one) => state === undefined || one === state);
    return { items: await this.calls.list({ ...page, states }), officer };
  }
}
