import { coreProblems } from '@chiron/contracts/core';
import { reviewProblems } from '../../problems.js';
import type { AnonymousCritique, Summary } from '../../summaries/summary.js';
import type { View } from './view.js';

/** A summary with the critiques as they would go to the applicant. */
export interface SummaryView extends Summary {
  readonly critiques: readonly AnonymousCritique[];
}

/** Summary statements, with every version of each. */
export abstract class Summaries {
  /** Null until one was drafted. */
  abstract present(applicationId: string): Promise<Summary | null>;
  /** Decides under its lock and keeps the version; an answer that is the same object changes nothing. */
  abstract change(
    committeeId: string,
    applicationId: string,
    by: string,
    at: string,
    decide: (summary: Summary | null) => Summary,
  ): Promise<Summary>;
}

/** Nothing is summed up before there are reviews, nor rewritten after the announcement: refuses `not-in-this-phase`. */
export function mustBeTimeToSum({ committee }: View): void {
  if (committee.phase === 'bidding' || committee.phase === 'announced') {
    throw reviewProblems.refuse('not-in-this-phase', { phase: committee.phase });
  }
}

export const noSummary = (id: string): Error => coreProblems.refuse('not-found', { kind: 'summary', id });
