import { Injectable } from '@nestjs/common';
import { Scores, type Decided } from '../domain/scores.js';
import { Sight } from '../domain/sight.js';

@Injectable()
export class ListTies {
  constructor(
    private readonly sight: Sight,
    private readonly scores: Scores,
  ) {}

  /** What was decided between applications, the earliest first; for who operates the round's figures. */
  async run(committeeId: string, personId: string): Promise<readonly Decided[]> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    return (await this.scores.seenBy(view)).decided;
  }
}
