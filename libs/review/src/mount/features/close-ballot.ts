import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { reviewProblems } from '../../problems.js';
import { closeBallot } from '../../votes/votes.js';
import { Ballots } from '../domain/ballots.js';
import { Sight } from '../domain/sight.js';

@Injectable()
export class CloseBallot {
  constructor(
    private readonly sight: Sight,
    private readonly ballots: Ballots,
    private readonly clock: Clock,
  ) {}

  async run(committeeId: string, personId: string, applicationId: string): Promise<void> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.handles(view, applicationId);
    await this.ballots.change(committeeId, applicationId, view.personId, this.clock.now(), (ballot) => {
      if (!ballot) throw reviewProblems.refuse('ballot-closed');
      return closeBallot(ballot);
    });
  }
}
