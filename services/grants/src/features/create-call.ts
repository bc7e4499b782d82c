import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { uuidv7 } from 'uuidv7';
import { newCall, type CallSettings } from '../domain/call.js';
import { Calls, type KeptCall } from '../domain/calls.js';
import { requireOfficer } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';
import { PeopleFacts, requireKnown } from '../domain/people-facts.js';

/** Begins the draft of a call. Refuses `forbidden` to all but grants officers, `already-exists`, `validation-failed`, `person-not-registered`. */
@Injectable()
export class CreateCall {
  constructor(
    private readonly calls: Calls,
    private readonly officers: Officers,
    private readonly people: PeopleFacts,
    private readonly clock: Clock,
  ) {}

  /** @param settings is told the institute's own zone, for a call that names none */
  async run({
    settings,
    by,
  }: {
    readonly settings: (zone: string) => CallSettings;
    readonly by: string;
  }): Promise<KeptCall> {
    await requireOfficer(this.officers, by);
    const wanted = settings(this.clock.zone);
    if (wanted.approverId !== null) await requireKnown(this.people, wanted.approverId, '/approverId');
    return this.calls.add(newCall(wanted, { id: uuidv7(), by, now: this.clock.now() }));
  }
}
