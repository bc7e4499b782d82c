import { Injectable } from '@nestjs/common';
import type { IsoDate } from '@chiron/contracts/core';
import { active, complete } from '../domain/enrollment.js';
import { Enrollments, type Hand } from '../domain/enrollments.js';

export interface CompleteEnrollmentCommand {
  readonly id: string;
  /** becomes the end date, where it is given */
  readonly lastDay?: IsoDate | undefined;
  readonly hand: Hand;
}

@Injectable()
export class CompleteEnrollment {
  constructor(private readonly enrollments: Enrollments) {}

  run({ id, lastDay, hand }: CompleteEnrollmentCommand): Promise<void> {
    return this.enrollments.change(id, hand, (present) => complete(active(present), lastDay));
  }
}
