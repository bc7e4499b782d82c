import type { Instant } from '@chiron/contracts/core';
import type { Outcome } from '@chiron/contracts/grants';
import type { Appeal } from './appeal.js';

/** One reviewer's words, without who wrote them. */
export interface Critique {
  readonly label: string;
  readonly criteria: readonly {
    readonly title: string;
    readonly score?: number | 'n/a';
    readonly sufficient?: boolean;
    readonly text?: string;
  }[];
}

/** What an applicant learns with the announcement, and not a moment before. */
export interface OutcomeTold {
  readonly applicationId: string;
  readonly number: string;
  readonly outcome: Outcome;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly announcedAt: Instant;
  /** whether this is the decision after an upheld appeal, instead of the round’s */
  readonly decidedAnew: boolean;
  /** the last moment for an appeal; null where the call takes none */
  readonly appealUntil: Instant | null;
  readonly appeal: { readonly state: Appeal['state']; readonly reason: string | null } | null;
  /** null where none was approved */
  readonly summary: { readonly strengths: string; readonly weaknesses: string; readonly advice: string } | null;
  /** without names, in an order that tells nothing of who wrote them */
  readonly critiques: readonly Critique[];
}

export abstract class Outcomes {
  /** @throws Refusal `not-found`, the same before the announcement as where there is nothing at all */
  abstract of(applicationId: string): Promise<OutcomeTold>;
}
