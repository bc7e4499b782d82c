import type { KeptRound, RoundEntry } from './decision-rounds.js';
import { fundedIn } from './funding-decisions.js';

const entry = (more: Partial<RoundEntry> = {}): RoundEntry =>
  ({
    call: { award: { currency: 'USD', maxMinor: null, budgetMinor: 5_000, maxGrants: null } },
    personId: 'fin',
    officer: false,
    approver: false,
    finance: true,
    conflicted: false,
    ...more,
  }) as RoundEntry;
const candidate = (applicationId: string, requestedMinor: number | null = null) => ({
  applicationId,
  number: `N-${applicationId}`,
  applicantId: `of-${applicationId}`,
  committeeId: null,
  recommendation: null,
  requestedMinor,
});
const kept = (state: 'open' | 'decided' | 'announced'): KeptRound =>
  ({
    round: { callId: 'call', state, decidedBy: 'dean', decidedAt: '2027-03-01T12:00:00.000Z' },
    candidates: [candidate('a', 3_000), candidate('b'), candidate('c', 9_000)],
    items: [
      { applicationId: 'a', outcome: 'fund-in-part', amountMinor: 2_000, reason: 'A secret reason.' },
      { applicationId: 'b', outcome: 'fund', amountMinor: 1_000, reason: null },
      { applicationId: 'c', outcome: 'decline', amountMinor: null, reason: null },
    ],
    waiting: [],
    revision: 3,
  }) as unknown as KeptRound;
const refusal = (who: Partial<RoundEntry>, state: 'open' | 'decided' | 'announced'): string | undefined => {
  try {
    fundedIn(entry(who), kept(state));
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the money of a round', () => {
  it('is what is paid for and what is left, and says nothing of who is not funded, nor why', () => {
    const { funded, totalMinor, leftMinor } = fundedIn(entry(), kept('decided'));
    expect(funded).toEqual([
      { applicationId: 'a', number: 'N-a', outcome: 'fund-in-part', amountMinor: 2_000, requestedMinor: 3_000 },
      { applicationId: 'b', number: 'N-b', outcome: 'fund', amountMinor: 1_000, requestedMinor: null },
    ]);
    expect([totalMinor, leftMinor]).toEqual([3_000, 2_000]);
  });

  it.each([
    ['finance', {}, undefined],
    ['an officer', { finance: false, officer: true }, undefined],
    ['the approver', { finance: false, approver: true }, undefined],
    ['nobody else', { finance: false }, 'forbidden'],
  ])('is read by %s', (_, who, code) => expect(refusal(who, 'decided')).toBe(code));

  it.each([
    ['open', {}, 'round-not-decided'],
    ['decided', {}, undefined],
    ['decided', { conflicted: true }, 'conflict-in-round'],
    ['announced', { conflicted: true }, undefined],
  ] as const)('of a round that is %s, by %j: %s', (state, who, code) => expect(refusal(who, state)).toBe(code));
});
