import { Injectable } from '@nestjs/common';
import type { IsoDate } from '@chiron/contracts/core';
import { live, withdraw } from '../domain/enrollment.js';
import { Enrollments, type Hand } from '../domain/enrollments.js';

export interface WithdrawEnrollmentCommand {
  readonly id: string;
  /** becomes the end date, where it is given */
  readonly lastDay?: IsoDate | undefined;
  readonly hand: Hand;
}

@Injectable()
export class WithdrawEnrollment {
  constructor(private readonly enrollments: Enrollments) {}

  run({ id, lastDay, hand }: WithdrawEnrollmentCommand): Promise<void> {
    return this.enrollments.change(id, hand, (present) => withdraw(live(present), lastDay));
  }
}
