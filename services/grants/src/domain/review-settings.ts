import type { Instant } from '@chiron/contracts/core';

/**
 * How this call is reviewed: data that its committees begin with. The shapes of conflict rules and of the rubric are
 * those of the review library, which checks them when a committee takes them over.
 */
export interface ReviewSettings {
  readonly reviewsPerApplication: number;
  /** reviews one person writes at most in this call, where their capacity says nothing less */
  readonly reviewsPerReviewer: number;
  /** which score stands: the mean, the adjusted one, or the committee's vote; fixed before reviews open */
  readonly scoreOfRecord: 'mean' | 'adjusted' | 'vote';
  /** of the intervals of ranks, above 0 and below 1 */
  readonly intervalLevel: number;
  /** when reviews are due, where nobody was given longer; null: not said yet, and nobody is reminded */
  readonly reviewsDueAt: Instant | null;
  readonly lateGraceHours: number;
  /** days after the announcement in which an applicant may appeal; 0 for none */
  readonly appealDays: number;
  /** reviewers of a kind that each application needs; `outside-unit` is everybody of another department than its host */
  readonly kindsWanted?: readonly { readonly kind: string; readonly atLeast: number }[];
  /** how bids, shared topics and likeness of words count when reviewers are matched */
  readonly affinity?: { readonly bid: number; readonly topics: number; readonly text: number };
  /** the share of the best sum of matches that may be given up for the application matched worst */
  readonly gap?: number;
  readonly aiToolsRule: string;
  readonly conflicts: ConflictSettings;
  /** the first version of the rubric, as the library's `RubricContent` */
  readonly rubric: Readonly<Record<string, unknown>>;
}

/** As the review library's `ConflictRules`. */
export interface ConflictSettings {
  readonly unit?: {
    readonly level: 'team' | 'division' | 'department' | 'school' | 'institution';
    readonly years: number;
  };
  readonly host?: {
    readonly institution: string;
    readonly sameAs?: readonly string[];
    readonly domains: readonly string[];
  };
  readonly coApplicantYears?: number;
  readonly coAuthorYears?: number;
  readonly mentoringYears?: number;
  readonly household?: boolean;
  readonly domainYears?: number;
}

const criterion = (id: string, title: string, weight: number) => ({
  id,
  title,
  kind: 'score',
  scale: { least: 1, most: 9, best: 'least' },
  weight,
  required: true,
});

/** An internal call of an institute, reviewed as NIH does: 1 is best, three reviews each. */
export const defaultReview: ReviewSettings = {
  reviewsPerApplication: 3,
  reviewsPerReviewer: 8,
  scoreOfRecord: 'mean',
  intervalLevel: 0.9,
  reviewsDueAt: null,
  lateGraceHours: 24,
  appealDays: 14,
  aiToolsRule: 'No part of an application may be given to an AI tool that keeps or learns from it.',
  conflicts: {
    unit: { level: 'division', years: 3 },
    coApplicantYears: 3,
    coAuthorYears: 3,
    mentoringYears: 5,
    household: true,
    domainYears: 3,
  },
  rubric: {
    criteria: [
      criterion('significance', 'Significance for education', 1),
      criterion('approach', 'Approach', 1),
      criterion('feasibility', 'Feasibility and budget', 1),
      { id: 'strengths', title: 'Strengths', kind: 'comment', goesTo: 'strengths' },
      { id: 'weaknesses', title: 'Weaknesses', kind: 'comment', goesTo: 'weaknesses' },
      { id: 'advice', title: 'Advice to the applicant', kind: 'comment', goesTo: 'advice' },
      { id: 'committee', title: 'For the committee alone', kind: 'comment', goesTo: 'committee-only' },
    ],
    overallImpact: { scale: { least: 1, most: 9, best: 'least' }, required: true },
  },
};
