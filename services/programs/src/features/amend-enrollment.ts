import { Injectable } from '@nestjs/common';
import { amend, live, type Amendment } from '../domain/enrollment.js';
import { Enrollments, type Hand } from '../domain/enrollments.js';

export interface AmendEnrollmentCommand {
  readonly id: string;
  readonly change: Amendment;
  readonly hand: Hand;
}

/** Changes role or dates by hand; of a source's enrollment the source's own values stay beside what the hand wrote. */
@Injectable()
export class AmendEnrollment {
  constructor(private readonly enrollments: Enrollments) {}

  run({ id, change, hand }: AmendEnrollmentCommand): Promise<void> {
    return this.enrollments.change(id, hand, (present) => amend(live(present), change));
  }
}
