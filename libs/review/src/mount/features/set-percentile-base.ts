import { Injectable } from '@nestjs/common';
import { reviewProblems } from '../../problems.js';
import { Bases } from '../domain/bases.js';
import { Sight } from '../domain/sight.js';
import { mustBeBeforeAnnouncement } from '../domain/view.js';

@Injectable()
export class SetPercentileBase {
  constructor(
    private readonly sight: Sight,
    private readonly bases: Bases,
  ) {}

  /**
   * Names the committees of the previous two rounds: percentiles are taken in their applications and one's own. Refuses
   * `not-found` for a committee that the caller may not know of, `base-not-valid` for one of the same round.
   */
  async run(committeeId: string, personId: string, committeeIds: readonly string[]): Promise<readonly string[]> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    mustBeBeforeAnnouncement(view);
    for (const [i, id] of committeeIds.entries()) {
      const earlier = await this.sight.in(id, personId);
      if (earlier.committee.roundId === view.committee.roundId || committeeIds.indexOf(id) !== i) {
        throw reviewProblems.refuse('base-not-valid', {}, [
          { pointer: `/committeeIds/${i}`, detail: 'Name committees of two earlier rounds, each once.' },
        ]);
      }
    }
    await this.bases.set(committeeId, committeeIds, view.personId);
    return committeeIds;
  }
}
