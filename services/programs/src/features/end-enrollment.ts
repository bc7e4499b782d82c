import { Injectable } from '@nestjs/common';
import type { IsoDate } from '@chiron/contracts/core';
import { live, end } from '../domain/enrollment.js';
import { Enrollments, type Hand } from '../domain/enrollments.js';

export interface EndEnrollmentCommand {
  readonly id: string;
  /** becomes the end date, where it is given */
  readonly lastDay?: IsoDate | undefined;
  readonly hand: Hand;
}

@Injectable()
export class EndEnrollment {
  constructor(private readonly enrollments: Enrollments) {}

  run({ id, lastDay, hand }: EndEnrollmentCommand): Promise<void> {
    return this.enrollments.change(id, hand, (present) => end(live(present), lastDay));
  }
}
