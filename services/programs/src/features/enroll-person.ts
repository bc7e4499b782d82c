import { Injectable } from '@nestjs/common';
import { coreProblems, isIsoDate } from '@chiron/contracts/core';
import { enrollmentRoles, type EnrollmentRole } from '@chiron/contracts/programs';
import { refuseReversed } from '../domain/catalogue.js';
import { Enrollments } from '../domain/enrollments.js';

export interface EnrollPersonCommand {
  readonly personId: string;
  readonly offeringId: string;
  readonly role: string;
  readonly beginDate?: string | null;
  readonly endDate?: string | null;
}

/** Staff enroll a person of the platform by hand; the enrollment belongs to no system's source. */
@Injectable()
export class EnrollPerson {
  constructor(private readonly enrollments: Enrollments) {}

  async run(command: EnrollPersonCommand): Promise<{ id: string; outcome: 'created' }> {
    const { personId, offeringId, role, beginDate = null, endDate = null } = command;
    const errors = [
      ...(enrollmentRoles.includes(role as EnrollmentRole)
        ? []
        : [{ pointer: '/role', detail: `must be one of ${enrollmentRoles.join(', ')}` }]),
      ...(beginDate === null || isIsoDate(beginDate)
        ? []
        : [{ pointer: '/beginDate', detail: 'must be a day of the calendar, YYYY-MM-DD' }]),
      ...(endDate === null || isIsoDate(endDate)
        ? []
        : [{ pointer: '/endDate', detail: 'must be a day of the calendar, YYYY-MM-DD' }]),
    ];
    if (errors.length > 0) throw coreProblems.refuse('validation-failed', {}, errors);
    refuseReversed(beginDate, endDate, '/endDate');
    const id = await this.enrollments.open({ personId, offeringId, role: role as EnrollmentRole, beginDate, endDate });
    return { id, outcome: 'created' };
  }
}
