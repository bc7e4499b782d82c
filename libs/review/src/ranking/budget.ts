/** An application in the order of the ranking. Money in integer minor units. */
export interface Asking {
  readonly application: string;
  readonly asked: number;
  /** The least with which it can be done; absent where it is all or nothing. */
  readonly least?: number;
}

export interface FundingRule {
  readonly budget: number;
  /**
   * What happens at the first application that no longer fits: `stop` there, fund it in `part` if its least fits and
   * then stop, or `skip` it and go on to those that fit.
   */
  readonly atTheLine: 'stop' | 'part' | 'skip';
  /** No more than so many grants. */
  readonly grants?: number;
}

export interface Funding {
  readonly funded: readonly { readonly application: string; readonly amount: number; readonly inFull: boolean }[];
  readonly left: number;
  /** The last rank that is funded. */
  readonly line: number;
}

export interface FundingChange {
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  readonly otherAmount: readonly { readonly application: string; readonly before: number; readonly after: number }[];
}

/** Who is funded along the ranking, in full or in part, and what is left. Never more than the budget. */
export function fund(order: readonly Asking[], rule: FundingRule): Funding {
  const amounts = [rule.budget, ...order.flatMap(({ asked, least }) => [asked, least ?? 0])];
  if (amounts.some((amount) => !Number.isSafeInteger(amount) || amount < 0)) {
    throw new RangeError('Money is a whole number of minor units, not below zero');
  }
  const funded: { application: string; amount: number; inFull: boolean }[] = [];
  let left = rule.budget;
  let line = 0;
  for (const [i, { application, asked, least }] of order.entries()) {
    if (funded.length >= (rule.grants ?? Infinity)) break;
    if (asked <= left) {
      funded.push({ application, amount: asked, inFull: true });
      left -= asked;
      line = i + 1;
      continue;
    }
    if (rule.atTheLine === 'skip') continue;
    if (rule.atTheLine === 'part' && least !== undefined && least <= left && left > 0) {
      funded.push({ application, amount: left, inFull: false });
      left = 0;
      line = i + 1;
    }
    break;
  }
  return { funded, left, line };
}

/** What changes between two positions of the slider, or when one score moves and the order is made anew. */
export function compareFunding(before: Funding, after: Funding): FundingChange {
  const was = new Map(before.funded.map((one) => [one.application, one.amount]));
  const is = new Map(after.funded.map((one) => [one.application, one.amount]));
  return {
    gained: [...is.keys()].filter((application) => !was.has(application)),
    lost: [...was.keys()].filter((application) => !is.has(application)),
    otherAmount: [...is].flatMap(([application, amount]) => {
      const earlier = was.get(application);
      return earlier === undefined || earlier === amount ? [] : [{ application, before: earlier, after: amount }];
    }),
  };
}
