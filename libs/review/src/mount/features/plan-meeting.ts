import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { plan } from '../../meeting/live.js';
import { meetingOrder } from '../../meeting/order.js';
import { Meetings } from '../domain/meetings.js';
import { Sight } from '../domain/sight.js';
import { mustBeBeforeDecision } from '../domain/view.js';
import { Standings } from '../domain/standings.js';

@Injectable()
export class PlanMeeting {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly standings: Standings,
    private readonly meetings: Meetings,
  ) {}

  /**
   * Puts all that is discussed into the order in which members in conflict leave and return least often, else by score.
   * The quorum is more than half of the members unless told. For who operates the round's figures.
   */
  async run(committeeId: string, personId: string, quorum?: number): Promise<void> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    mustBeBeforeDecision(view.committee.phase);
    const { order } = await this.standings.of(view);
    const ids = order.filter((one) => !one.notDiscussed).map(({ applicationId }) => applicationId);
    const items = meetingOrder(await this.meetings.outFor(view, ids));
    await this.meetings.plan(view, plan(items, quorum ?? (await this.majority(committeeId))));
  }

  private async majority(committeeId: string): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(
      'select count(*)::int as n from review_members where committee_id = $1 and left_at is null',
      [committeeId],
    );
    return Math.floor(row!.n / 2) + 1;
  }
}
