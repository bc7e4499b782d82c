import type { Outcome, ReceiptCode } from '@chiron/contracts/programs';
import type { EnrollmentView } from './enrollment-views.js';
import type { EnrollmentText } from './incoming.js';

/** One enrollment as an institutional system posts it, by its own ids. */
export interface PostedRow extends EnrollmentText {
  readonly sourcedId: string;
  readonly offeringTitle: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
  readonly orcid: string | null;
}

export interface PostedOutcome {
  readonly outcome: Outcome;
  readonly code: ReceiptCode | null;
  readonly field: string | null;
  /** the enrollment it means, as it stands now; null where there is none: the row was rejected, or ends what never was */
  readonly enrollment: EnrollmentView | null;
}

/** Takes in single rows by the same plan as an import's, under the source's lock. Joins the open transaction. */
export abstract class PostedRows {
  abstract post(source: string, row: PostedRow): Promise<PostedOutcome>;
}
