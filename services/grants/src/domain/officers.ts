import { grantsProblems, OfficerAppointed, OfficerRelieved } from '@chiron/contracts/grants';
import type { Decision, Instant } from '@chiron/contracts/core';

/** `officer` runs calls and rounds; `finance` sees what is paid for, and neither reviews nor votes. */
export type OfficerRole = 'officer' | 'finance';

export interface Appointment {
  readonly id: string;
  readonly personId: string;
  readonly role: OfficerRole;
  readonly appointedAt: Instant;
  /** who appointed: the subject of the token */
  readonly appointedBy: string;
  readonly relievedAt: Instant | null;
  readonly relievedBy: string | null;
}

/** Those who run grants, appointed one by one; each appointment is kept after its end. */
export abstract class Officers {
  /** The roles this person holds now, under any alias; none for anybody else, and for no person at all. */
  abstract rolesOf(personId: string | undefined): Promise<ReadonlySet<OfficerRole>>;
  /** Refuses `already-officer` where the person holds this role, under any alias. */
  abstract appoint(appointment: Appointment): Promise<void>;
  /** Refuses `not-found`, or what `decide` refuses. */
  abstract change(id: string, decide: (appointment: Appointment) => Decision<Appointment>): Promise<Appointment>;
  abstract list(page: {
    readonly limit: number;
    readonly after?: string;
    readonly present: boolean;
  }): Promise<Appointment[]>;
}

export const appointed = ({ id, personId, role }: Appointment) =>
  OfficerAppointed.of({ appointmentId: id, personId, role });

/** Ends an appointment. Refuses `officer-relieved` where it has ended. */
export function relieve(appointment: Appointment, by: string, now: Instant): Decision<Appointment> {
  if (appointment.relievedAt !== null) throw grantsProblems.refuse('officer-relieved');
  const { id, personId, role } = appointment;
  return {
    next: { ...appointment, relievedAt: now, relievedBy: by },
    events: [OfficerRelieved.of({ appointmentId: id, personId, role })],
  };
}
