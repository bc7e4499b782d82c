import { fund, type Asking, type Funding, type FundingRule } from '../../ranking/budget.js';
import { inBubble, type RankedApplication } from './ranking.js';
import type { Reviewable } from './reviewables.js';

export interface StoredRule {
  readonly rule: FundingRule;
  readonly revision: number;
  readonly by: string;
  readonly at: string;
}

/** What one position of the slider means. Money in integer minor units. */
export interface Outcome extends Funding {
  readonly rule: FundingRule;
  /** Applications that say no amount: they are passed over, and named here. */
  readonly withoutAmount: readonly string[];
  /** Whose interval crosses the line, in the order of record. */
  readonly bubble: readonly string[];
}

/** The funding rule that a committee works with. */
export abstract class FundingRules {
  /** Null until one was set. */
  abstract present(committeeId: string): Promise<StoredRule | null>;
  /** `check` sees the present one under its lock and may refuse. */
  abstract set(
    committeeId: string,
    rule: FundingRule,
    by: string,
    at: string,
    check: (present: StoredRule | null) => void,
  ): Promise<StoredRule>;
}

/**
 * Who is funded along the order, in full or in part, what is left, and where the line is uncertain. What was not
 * discussed is not funded, whatever is left.
 */
export function outcome(
  order: readonly RankedApplication[],
  reviewables: readonly Reviewable[],
  rule: FundingRule,
): Outcome {
  const known = new Map(reviewables.map((one) => [one.id, one]));
  const open = order.filter(({ notDiscussed }) => !notDiscussed);
  const asking: Asking[] = open.flatMap(({ applicationId }) => {
    const { asked, leastAsked } = known.get(applicationId) ?? {};
    if (asked === undefined) return [];
    return [{ application: applicationId, asked, ...(leastAsked === undefined ? {} : { least: leastAsked }) }];
  });
  const funding = fund(asking, rule);
  const amounts = new Set(asking.map(({ application }) => application));
  // the line is the rank of the last that is funded, also where some that ask for nothing stand before it
  const last = asking[funding.line - 1]?.application;
  const line = order.findIndex(({ applicationId }) => applicationId === last) + 1;
  return {
    ...funding,
    line,
    rule,
    withoutAmount: open.map(({ applicationId }) => applicationId).filter((id) => !amounts.has(id)),
    bubble: order.filter((one) => inBubble(one, line)).map(({ applicationId }) => applicationId),
  };
}
