import type { AnonymousCritique, SummaryText } from '../../summaries/summary.js';
import type { FundingRule } from '../../ranking/budget.js';
import type { RankedApplication } from './ranking.js';
import type { Decided } from './scores.js';

/** What a committee came to, for the service that decides and announces. */
export interface CommitteeResult {
  /** All applications, in the order of record. */
  readonly order: readonly RankedApplication[];
  /** What was decided where scores did not do it, the earliest first. */
  readonly decided: readonly Decided[];
  /** The position of the slider, where one was set. */
  readonly rule: FundingRule | null;
}

/** What goes to the applicant once the service announces. */
export interface Feedback {
  /** Null until the committee's side has approved it. */
  readonly summary: SummaryText | null;
  /** Of submitted reviews whose assignment stands: without names, and without what was for the committee alone. */
  readonly critiques: readonly AnonymousCritique[];
}

/**
 * For the service itself: nothing is hidden here, so whoever asks must answer for what they show. A person's own view of
 * a ranking comes from the committee's routes.
 */
export abstract class CommitteeResults {
  abstract of(committeeId: string): Promise<CommitteeResult>;
  abstract feedback(applicationId: string): Promise<Feedback>;
}
