import type { Instant } from '@chiron/contracts/core';
import { grantsProblems, type Outcome } from '@chiron/contracts/grants';
import type { BudgetLine } from './budget.js';
import { asPayer, type KeptRound, type RoundEntry } from './decision-rounds.js';
import { isFunded, plan } from './round.js';

/** One application that is paid for: the money of it, and nothing that anybody wrote about it. */
export interface FundedApplication {
  readonly applicationId: string;
  readonly number: string;
  /** the grant, once it is announced */
  readonly grantId: string | null;
  readonly recipientId: string;
  /** null where no name is known */
  readonly recipient: string | null;
  readonly outcome: Outcome;
  /** integer minor units */
  readonly amountMinor: number;
  readonly requestedMinor: number | null;
  /** what was asked for, line by line */
  readonly lines: readonly BudgetLine[];
}

/** The money of a round that is decided. */
export interface FundingDecisions {
  readonly state: 'decided' | 'announced';
  readonly decidedBy: string;
  readonly decidedAt: Instant;
  readonly announcedAt: Instant | null;
  readonly currency: string;
  readonly budgetMinor: number | null;
  readonly totalMinor: number;
  /** null where the call names no budget */
  readonly leftMinor: number | null;
  readonly items: readonly FundedApplication[];
}

/** What is known of funded applications beside the decision. */
export type Payable = Pick<FundedApplication, 'applicationId' | 'grantId' | 'recipientId' | 'recipient' | 'lines'>;

export abstract class Payables {
  abstract of(applicationIds: readonly string[]): Promise<ReadonlyMap<string, Payable>>;
}

/**
 * What whoever looks after the money may read: what is paid for, in a round that is decided. Before the announcement nobody
 * with a conflict in the round does; afterwards it is no secret from those who pay.
 * @throws Refusal `forbidden`, `round-not-decided`, `conflict-in-round`
 */
export function fundedIn(entry: RoundEntry, { round, candidates, items }: KeptRound) {
  asPayer(entry);
  if (round.state === 'open') throw grantsProblems.refuse('round-not-decided', { state: round.state });
  if (round.state === 'decided' && entry.conflicted) throw grantsProblems.refuse('conflict-in-round');
  const { totalMinor, leftMinor } = plan(items, candidates, entry.call.award);
  const asked = new Map(candidates.map((one) => [one.applicationId, one]));
  return {
    round,
    totalMinor,
    leftMinor,
    funded: items
      .filter(({ outcome }) => isFunded(outcome))
      .map(({ applicationId, outcome, amountMinor }) => {
        const { number, requestedMinor } = asked.get(applicationId)!;
        return { applicationId, number, outcome, amountMinor: amountMinor!, requestedMinor };
      }),
  };
}
