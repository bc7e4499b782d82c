import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { uuidv7 } from 'uuidv7';
import { Officers, type Appointment, type OfficerRole } from '../domain/officers.js';
import { PeopleFacts, requireKnown } from '../domain/people-facts.js';

export interface AppointOfficerCommand {
  readonly personId: string;
  readonly role: OfficerRole;
  readonly by: string;
}

/** Gives a person a role in grants. Refuses `person-not-registered`, `already-officer`. */
@Injectable()
export class AppointOfficer {
  constructor(
    private readonly officers: Officers,
    private readonly people: PeopleFacts,
    private readonly clock: Clock,
  ) {}

  async run({ personId, role, by }: AppointOfficerCommand): Promise<Appointment> {
    await requireKnown(this.people, personId);
    const appointment: Appointment = {
      id: uuidv7(),
      personId: await this.people.standing(personId),
      role,
      appointedAt: this.clock.now(),
      appointedBy: by,
      relievedAt: null,
      relievedBy: null,
    };
    await this.officers.appoint(appointment);
    return appointment;
  }
}
