import type { IsoDate } from '@chiron/contracts/core';
import { internalCallRules, type ConflictRules } from '../../conflicts/find.js';
import type { RubricContent } from '../../forms/rubric.js';
import { defaultPhases, type PhasePlan } from '../../meeting/phases.js';

/** How the parts of an affinity count; each part lies between -1 (or 0) and 1. */
export interface AffinityWeights {
  readonly bid: number;
  readonly topics: number;
  readonly text: number;
}

/** Reviewers of a kind that each application needs; `outside-unit` is everybody from another department than its host. */
export interface KindWanted {
  readonly kind: string;
  readonly atLeast: number;
}

/** How the committees of one round work: data of the round, fixed by whoever runs it. */
export interface RoundSettings {
  readonly reviewsPerApplication: number;
  /** What a member takes on who says nothing else. */
  readonly reviewsPerReviewer: number;
  readonly kindsWanted: readonly KindWanted[];
  readonly affinity: AffinityWeights;
  /** The share of the best sum that may be given up for the worst application. */
  readonly gap: number;
  readonly conflictRules: ConflictRules;
  /** Which count besides among people from elsewhere; where the round does not name its host. */
  readonly conflictsElsewhere?: ConflictRules;
  readonly phases: PhasePlan;
  /** The rule on AI tools that every reviewer signs. */
  readonly aiRule: string;
  readonly confidentialityRule: string;
  readonly rubric?: RubricContent;
  readonly scoreOfRecord: 'mean' | 'adjusted' | 'vote';
  /** Of the intervals of ranks, for example 0.9. */
  readonly intervalLevel: number;
  readonly reviewsDue?: string;
  readonly lateGraceMinutes: number;
}

export const defaultRoundSettings: RoundSettings = {
  reviewsPerApplication: 3,
  reviewsPerReviewer: 8,
  kindsWanted: [],
  affinity: { bid: 0.5, topics: 0.3, text: 0.2 },
  gap: 0.015,
  conflictRules: internalCallRules({ institution: '', domains: [] }),
  phases: defaultPhases,
  aiRule: 'No part of an application or of a review is given to a tool that learns from it or keeps it.',
  confidentialityRule: 'What you read and hear here stays in the committee.',
  scoreOfRecord: 'mean',
  intervalLevel: 0.9,
  lateGraceMinutes: 1_440,
};

/** One round that committees review; what it is (a call, a scheme's year) is the service's own. */
export interface Round {
  readonly id: string;
  readonly title: string;
  /** Committees of one season share each person's capacity. */
  readonly season: string;
  /** The day in the round's own time zone. */
  readonly today: IsoDate;
  readonly settings: RoundSettings;
}

/** Port: the rounds of the service, and who runs them. */
export abstract class Rounds {
  /** Null where there is none. */
  abstract round(roundId: string): Promise<Round | null>;
  /** Whether this person administers the round. */
  abstract isOfficer(personId: string, roundId: string): Promise<boolean>;
}
