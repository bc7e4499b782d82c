import type { Refusal } from '@chiron/contracts/core';
import { announceAnew, decideAnew, openAnew, prepareAnew, type StandingRound } from './new-decision.js';
import type { Candidate, Item } from './round.js';

const ids = { applicationId: 'c', callId: 'call' };
const candidate = (applicationId: string): Candidate => ({ applicationId, number: applicationId.toUpperCase(), applicantId: 'p', committeeId: null, recommendation: null, requestedMinor: 900 }); // prettier-ignore
const item = (applicationId: string, amountMinor: number | null): Item => ({ applicationId, outcome: amountMinor === null ? 'decline' : 'fund', amountMinor, reason: 'r' }); // prettier-ignore
const standing = (mine: number | null = null, other = 500): StandingRound => ({
  candidates: ['a', 'c'].map(candidate),
  items: [item('a', other), item('c', mine)],
  means: { currency: 'USD', maxMinor: 900, budgetMinor: 1_000, maxGrants: 2 },
});
const fund = (amountMinor: number) => ({ outcome: 'fund' as const, amountMinor });
const refusal = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    const { code, errors } = error as Refusal;
    return [code, ...(errors ?? []).map(({ pointer }) => pointer)];
  }
};
const open = openAnew(ids);
const prepared = prepareAnew(open, fund(500), standing());
const act = { reason: 'The budget was misread.', by: 'dean', at: '2027-03-01T00:00:00.000Z' };
const decided = decideAnew(prepared, standing(), act);

describe('what an upheld appeal opens', () => {
  it('is prepared, decided with a reason and announced, one after the other', () => {
    expect(decided).toMatchObject({ state: 'decided', outcome: 'fund', amountMinor: 500, reason: act.reason });
    const { next, plan } = announceAnew(decided, standing(), 'officer', act.at);
    expect([next.state, next.announcedBy, plan.totalMinor]).toEqual(['announced', 'officer', 1_000]);
  });
  it('and in no other order', () => {
    const { next } = announceAnew(decided, standing(), 'officer', act.at);
    for (const wrong of [
      () => decideAnew(open, standing(), act),
      () => decideAnew(decided, standing(), act),
      () => announceAnew(prepared, standing(), 'officer', act.at),
      () => announceAnew(next, standing(), 'officer', act.at),
      () => prepareAnew(next, fund(1), standing()),
    ])
      expect(refusal(wrong)).toEqual(['new-decision-state']);
  });
  it('is prepared anew, which takes back what was decided', () =>
    expect(prepareAnew(decided, { outcome: 'revise', amountMinor: null }, standing())).toEqual({ ...ids, state: 'prepared', outcome: 'revise', amountMinor: null })); // prettier-ignore
  it('holds the budget with the rest of the round, to the last unit', () => {
    expect(refusal(() => prepareAnew(open, fund(501), standing()))).toEqual(['decisions-unusable', '/amountMinor']);
    expect(refusal(() => announceAnew(decided, standing(null, 501), 'officer', act.at))).toEqual(['decisions-unusable', '/amountMinor']); // prettier-ignore
  });
  it('takes nothing that was granted, and may give more', () => {
    expect(prepareAnew(open, fund(400), standing(400)).amountMinor).toBe(400);
    expect(refusal(() => prepareAnew(open, fund(399), standing(400)))).toEqual(['decisions-unusable', '/amountMinor']);
    expect(refusal(() => prepareAnew(open, { outcome: 'decline', amountMinor: null }, standing(400)))).toEqual(['decisions-unusable', '/amountMinor']); // prettier-ignore
  });
});
