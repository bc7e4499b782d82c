import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '@chiron/contracts/core';
import { defaultPhases, type PhasePlan, type RubricContent } from '@chiron/review';
import { defaultRoundSettings, Rounds, type Round, type RoundSettings } from '@chiron/review/mount';
import type { Call } from '../domain/call.js';
import { Calls } from '../domain/calls.js';
import { Officers } from '../domain/officers.js';
import type { ReviewSettings } from '../domain/review-settings.js';

/** A call is the round of its committees; all of a year share each person's capacity. */
@Injectable()
export class CallRounds extends Rounds {
  constructor(
    private readonly calls: Calls,
    private readonly officers: Officers,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async round(roundId: string): Promise<Round | null> {
    const kept = await this.calls.find(roundId);
    if (!kept || kept.call.state === 'draft') return null;
    const { call } = kept;
    return {
      id: call.id,
      title: call.page.title,
      season: String(call.year),
      today: dayIn(call.timeZone, new Date(this.clock.now())),
      settings: {
        ...defaultRoundSettings,
        reviewsPerApplication: call.review.reviewsPerApplication,
        reviewsPerReviewer: call.review.reviewsPerReviewer,
        ...(call.review.kindsWanted && { kindsWanted: call.review.kindsWanted }),
        ...(call.review.affinity && { affinity: call.review.affinity }),
        ...(call.review.gap !== undefined && { gap: call.review.gap }),
        ...conflictRules(call.review),
        phases: phases(call),
        aiRule: call.review.aiToolsRule,
        rubric: call.review.rubric as unknown as RubricContent,
        scoreOfRecord: call.review.scoreOfRecord,
        intervalLevel: call.review.intervalLevel,
        ...(call.review.reviewsDueAt && { reviewsDue: call.review.reviewsDueAt }),
        lateGraceMinutes: call.review.lateGraceHours * 60,
      },
    };
  }

  override async isOfficer(personId: string): Promise<boolean> {
    return (await this.officers.rolesOf(personId)).has('officer');
  }
}

/**
 * Where a call does not name its host, it is its own institute's: a shared institution or e-mail domain says nothing then,
 * or everybody would be in conflict with everybody. It does among people who are certainly from elsewhere.
 */
function conflictRules({ conflicts }: ReviewSettings): Pick<RoundSettings, 'conflictRules' | 'conflictsElsewhere'> {
  if (conflicts.host || conflicts.unit?.level === 'institution') return { conflictRules: conflicts };
  const { domainYears: _, ...rest } = conflicts;
  return { conflictRules: { ...rest, otherInstitutions: false }, conflictsElsewhere: conflicts };
}

/** Blinded calls keep names back until the decision; others show them throughout. */
function phases({ blinding }: Call): PhasePlan {
  if (blinding === 'applicants') return defaultPhases;
  const open = Object.entries(defaultPhases).map(([phase, settings]) => [phase, { ...settings, applicantNames: true }]);
  return Object.fromEntries(open) as PhasePlan;
}
