import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Audit } from '../domain/audit.js';
import { Announcement, asRoundOfficer, DecisionRounds } from '../domain/decision-rounds.js';
import { announce, plan, type AnnouncedRound, type DecisionRound, type Plan } from '../domain/round.js';

export interface AnnounceRoundCommand {
  readonly callId: string;
  readonly by: string;
  readonly match: (revision: number) => void;
  readonly dryRun: boolean;
}
export interface Announced {
  readonly round: DecisionRound;
  readonly revision: number;
  readonly plan: Plan;
  /** numbers whose applicants no letter can reach: nothing is known of an address */
  readonly unreachable: readonly string[];
}

/**
 * The third act: everybody is told at once, what is funded becomes a grant, and nothing changes any more. A dry run says who
 * would be told what. Refuses `round-not-decided`, `round-moved`, `round-announced`.
 */
@Injectable()
export class AnnounceRound {
  constructor(
    private readonly rounds: DecisionRounds,
    private readonly announcement: Announcement,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async run({ callId, by, match, dryRun }: AnnounceRoundCommand): Promise<Announced> {
    const entry = asRoundOfficer(await this.rounds.enter(callId, by));
    const { call, personId } = entry;
    const announced = (round: DecisionRound, planned: Plan): AnnouncedRound =>
      announce(round, planned, personId, this.clock.now(), call.review.appealDays);
    if (dryRun) {
      const kept = await this.rounds.read(callId);
      match(kept.revision);
      const planned = plan(kept.items, kept.candidates, call.award, kept.waiting);
      announced(kept.round, planned);
      const unreachable = await this.announcement.unreachable(planned);
      return { round: kept.round, revision: kept.revision, plan: planned, unreachable };
    }
    let made: { readonly round: AnnouncedRound; readonly plan: Plan } | undefined;
    let unreachable: readonly string[] = [];
    const { revision } = await this.rounds.change(
      callId,
      personId,
      (kept) => {
        const planned = plan(kept.items, kept.candidates, call.award, kept.waiting);
        made = { round: announced(kept.round, planned), plan: planned };
        return { round: made.round };
      },
      {
        match,
        then: async () => {
          const { round, plan: planned } = made!;
          await this.announcement.make(entry, round, planned);
          unreachable = await this.announcement.unreachable(planned);
          const facts = { funded: planned.funded, totalMinor: planned.totalMinor, unreachable };
          await this.audit.note(
            { callId, applicationId: null, by: personId, act: 'announced the round', facts },
            ...planned.items.map(({ applicationId, outcome }) => ({ callId, applicationId, by: personId, act: 'announced', facts: { outcome } })), // prettier-ignore
          );
        },
      },
    );
    return { ...made!, revision, unreachable };
  }
}
