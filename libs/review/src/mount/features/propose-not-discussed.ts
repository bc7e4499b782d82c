import { Injectable } from '@nestjs/common';
import { proposeNotDiscussed } from '../../meeting/not-discussed.js';
import { Sight } from '../domain/sight.js';
import { rounded } from '../../ranking/order.js';
import { Standings } from '../domain/standings.js';

@Injectable()
export class ProposeNotDiscussed {
  constructor(
    private readonly sight: Sight,
    private readonly standings: Standings,
  ) {}

  /** The worse share by the mean of reviews; keeps nothing. For who operates the round's figures. */
  async run(committeeId: string, personId: string, share: number): Promise<readonly string[]> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    const { known, order } = await this.standings.of(view);
    const scores = order.map(({ applicationId, figures }) => ({
      application: applicationId,
      score: figures ? rounded(figures.mean) : null,
    }));
    return proposeNotDiscussed(scores, known.best, share);
  }
}
