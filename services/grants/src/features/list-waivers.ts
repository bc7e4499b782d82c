import { Injectable } from '@nestjs/common';
import { Calls } from '../domain/calls.js';
import { requireOfficerOf } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';
import { Waivers, type GrantedWaiver } from '../domain/waivers.js';

export interface ListWaiversQuery {
  readonly callId: string;
  readonly by: string;
  readonly limit: number;
  readonly after?: string;
}

/** Who was let pass, and why; the newest first. */
@Injectable()
export class ListWaivers {
  constructor(
    private readonly waivers: Waivers,
    private readonly calls: Calls,
    private readonly officers: Officers,
  ) {}

  async run({ callId, by, ...page }: ListWaiversQuery): Promise<GrantedWaiver[]> {
    await requireOfficerOf(this.calls, this.officers, callId, by);
    return this.waivers.list(callId, page);
  }
}
