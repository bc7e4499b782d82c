import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { Calls } from '../domain/calls.js';
import type { Waiver } from '../domain/eligibility.js';
import { requireOfficerOf } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';
import { PeopleFacts, requireKnown } from '../domain/people-facts.js';
import { Waivers, type GrantedWaiver } from '../domain/waivers.js';

export interface WaiveEligibilityCommand extends Waiver {
  readonly callId: string;
  readonly personId: string;
  readonly by: string;
}

/** Lets one person pass a rule, or all, with a reason and an end. Refuses `person-not-registered`, `call-over`. */
@Injectable()
export class WaiveEligibility {
  constructor(
    private readonly waivers: Waivers,
    private readonly calls: Calls,
    private readonly officers: Officers,
    private readonly people: PeopleFacts,
  ) {}

  async run(command: WaiveEligibilityCommand): Promise<GrantedWaiver> {
    const { callId, personId, rule, reason, until, by } = command;
    await requireOfficerOf(this.calls, this.officers, callId, by);
    await requireKnown(this.people, personId);
    return this.waivers.grant({ id: uuidv7(), callId, personId, rule, reason, until, grantedBy: by });
  }
}
