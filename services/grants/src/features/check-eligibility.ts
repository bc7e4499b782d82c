import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '@chiron/contracts/core';
import type { Call } from '../domain/call.js';
import { EarlierApplications, eligibility, type EligibilityAnswer } from '../domain/eligibility.js';
import { PeopleFacts } from '../domain/people-facts.js';
import { Waivers } from '../domain/waivers.js';

export interface EligibilityCheck {
  readonly call: Call;
  readonly personId: string;
  /** the draft it is asked for, where there is one already: it does not stand in its own way */
  readonly applicationId?: string;
}

/** Whether a person may apply to a call, today in the call's own zone, with what the record says to every rule. */
@Injectable()
export class CheckEligibility {
  constructor(
    private readonly people: PeopleFacts,
    private readonly applications: EarlierApplications,
    private readonly waivers: Waivers,
    private readonly clock: Clock,
  ) {}

  async run({ call, personId, applicationId }: EligibilityCheck): Promise<EligibilityAnswer> {
    // One after another: they may share one transaction, which takes one question at a time.
    const facts = await this.people.facts([personId]);
    const earlier = await this.applications.of(personId);
    const waivers = await this.waivers.of(call.id, personId);
    return eligibility({
      callId: call.id,
      rules: call.eligibility,
      facts: facts.get(personId)!,
      earlier,
      waivers,
      today: dayIn(call.timeZone, new Date(this.clock.now())),
      ...(applicationId && { applicationId }),
    });
  }
}
