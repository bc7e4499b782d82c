import {
  announce,
  asRecommended,
  checkRecommendation,
  decide,
  plan,
  reopened,
  roundFacts,
  type Candidate,
  type DecidedRound,
  type DecisionRound,
  type Item,
  type Means,
  type Recommendation,
} from './round.js';

const means: Means = { currency: 'USD', maxMinor: 3_000, budgetMinor: 5_000, maxGrants: 2 };
const recommendation = (applicationId: string, place: number, more: Partial<Recommendation> = {}): Recommendation => ({
  applicationId,
  place,
  outcome: 'decline',
  amountMinor: null,
  note: null,
  ...more,
});
const fund = { outcome: 'fund', amountMinor: 2_000 } as const;
const candidate = (
  applicationId: string,
  recommended: Recommendation | null,
  more: Partial<Candidate> = {},
): Candidate => ({
  applicationId,
  number: `N-${applicationId}`,
  applicantId: `of-${applicationId}`,
  committeeId: 'seed',
  recommendation: recommended,
  requestedMinor: null,
  ...more,
});
const item = (applicationId: string, more: Partial<Item> = {}): Item => ({
  applicationId,
  outcome: 'decline',
  amountMinor: null,
  reason: null,
  ...more,
});
const three = [
  candidate('a', recommendation('a', 1, fund)),
  candidate('b', recommendation('b', 2, fund)),
  candidate('c', recommendation('c', 3)),
];
const pointers = (faults: readonly { pointer: string }[]): string[] => faults.map(({ pointer }) => pointer);
const refusal = (act: () => unknown): [string, string[]] | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    const { code, errors } = error as { code: string; errors: { pointer: string }[] };
    return [code, pointers(errors)];
  }
};

describe('a committee’s recommendation', () => {
  const before = new Map([
    ['a', 'N-a'],
    ['b', 'N-b'],
  ]);
  const refused = (...items: Recommendation[]) => refusal(() => checkRecommendation(items, before, means));

  it('stands where each application has one, in order', () =>
    expect(refused(recommendation('a', 1, fund), recommendation('b', 2))).toBeUndefined());
  it('may fund equals, either of them', () =>
    expect(refused(recommendation('a', 1), recommendation('b', 1, fund))).toBeUndefined());
  it('says why where a better placed one goes without', () => {
    const behind = recommendation('b', 2, fund);
    expect(refused(recommendation('a', 1), behind)).toEqual(['recommendation-unusable', ['/items/1/note']]);
    expect(refused(recommendation('a', 1), { ...behind, note: 'by a lot' })).toBeUndefined();
  });
  it('leaves none out, has none twice, and none that is not its own', () => {
    expect(refused(recommendation('a', 1))).toEqual(['recommendation-unusable', ['/items']]);
    expect(refused(recommendation('a', 1), recommendation('b', 2), recommendation('b', 3))).toEqual(['recommendation-unusable', ['/items/2/applicationId']]); // prettier-ignore
    expect(refused(recommendation('a', 1), recommendation('b', 2), recommendation('z', 3))).toEqual(['recommendation-unusable', ['/items/2/applicationId']]); // prettier-ignore
  });
});

describe('a plan', () => {
  it('as recommended departs nowhere', () => {
    const planned = plan(asRecommended(three), three, means);
    expect(planned).toMatchObject({ funded: 2, totalMinor: 4_000, leftMinor: 1_000, open: [], faults: [] });
    expect(planned.items.map(({ departs }) => departs)).toEqual([false, false, false]);
  });
  it('needs a reason where it departs, and where nothing is recommended', () => {
    const fromC = plan([item('c', fund)], three, means);
    expect([pointers(fromC.faults), fromC.open]).toEqual([['/items/0/reason'], ['N-a', 'N-b']]);
    expect(plan([item('c', { ...fund, reason: ' ' })], three, means).faults).toHaveLength(1);
    expect(plan([item('c', { ...fund, reason: 'It is urgent.' })], three, means).faults).toEqual([]);
    expect(pointers(plan([item('d')], [candidate('d', null)], means).faults)).toEqual(['/items/0/reason']);
  });
  it.each([
    ['all of the budget', 2_000, 3_000, []],
    ['one more than the budget', 2_001, 3_000, ['/items']],
    ['one more than a grant may have', 1, 3_001, ['/items/1/amountMinor']],
    ['nothing', 0, 1, ['/items/0/amountMinor']],
  ])('gives away %s', (_, a, b, expected) => {
    const items = [item('a', { ...fund, amountMinor: a }), item('b', { ...fund, amountMinor: b })];
    expect(pointers(plan(items, three, means).faults)).toEqual(expected);
  });
  it('gives no more grants than the call has, and money only with a grant', () => {
    const all = three.map(({ applicationId }) => item(applicationId, { ...fund, amountMinor: 1, reason: 'so' }));
    expect(pointers(plan(all, three, means).faults)).toEqual(['/items']);
    expect(plan(all, three, { ...means, maxGrants: null }).faults).toEqual([]);
    expect(pointers(plan([item('c', { amountMinor: 1 })], three, means).faults)).toEqual(['/items/0/amountMinor']);
  });
  it('gives less than what was asked for where it funds in part', () => {
    const asked = [
      candidate('a', recommendation('a', 1, { ...fund, outcome: 'fund-in-part' }), { requestedMinor: 2_000 }),
    ];
    const part = (amountMinor: number) =>
      plan([item('a', { outcome: 'fund-in-part', amountMinor })], asked, means).faults;
    expect([pointers(part(2_000)), part(1_999)]).toEqual([['/items/0/amountMinor'], []]);
  });
});

describe('the three acts', () => {
  const now = '2027-03-01T12:00:00.000Z';
  const open = { callId: 'call', state: 'open' } as const;
  const whole = plan(asRecommended(three), three, means);
  const decided: DecidedRound = { callId: 'call', state: 'decided', decidedBy: 'dean', decidedAt: now };
  const announced = announce(decided, whole, 'olga', now, 14);

  it('deciding takes a whole plan without faults', () => {
    expect(decide(open, whole, 'dean', now)).toEqual(decided);
    expect(refusal(() => decide(open, plan([], three, means), 'dean', now))).toEqual(['decisions-unusable', ['/items', '/items', '/items']]); // prettier-ignore
    expect(refusal(() => decide(open, plan([], [], means), 'dean', now))?.[0]).toBe('round-empty');
    const waiting = plan(asRecommended(three), three, means, ['N-e']);
    expect(refusal(() => decide(open, waiting, 'dean', now))).toEqual(['decisions-unusable', ['/items']]);
    expect(refusal(() => announce(decided, waiting, 'olga', now, 14))).toEqual(['round-moved', ['/items']]);
    expect(refusal(() => decide(announced, whole, 'dean', now))?.[0]).toBe('round-announced');
  });
  it('announcing takes what was decided, unmoved, and opens appeals', () => {
    expect(announced).toMatchObject({ announcedBy: 'olga', appealUntil: '2027-03-15T12:00:00.000Z' });
    expect(announce(decided, whole, 'olga', now, 0).appealUntil).toBeNull();
    expect(refusal(() => announce(open, whole, 'olga', now, 14))?.[0]).toBe('round-not-decided');
    const more = [...three, candidate('d', null)];
    expect(refusal(() => announce(decided, plan(asRecommended(three), more, means), 'olga', now, 14))?.[0]).toBe(
      'round-moved',
    );
    expect(refusal(() => announce(announced, whole, 'olga', now, 14))?.[0]).toBe('round-announced');
  });
  it('preparing anew takes a decision back, but never an announcement', () => {
    expect(reopened(decided)).toEqual(open);
    expect(refusal(() => reopened(announced))?.[0]).toBe('round-announced');
  });
  it('are each told once, without what was decided', () => {
    const told = (...steps: [DecisionRound, DecisionRound]) => roundFacts(...steps).map(({ event, data }) => [event.type.split('.')[3], data]); // prettier-ignore
    expect(told(open, decided)).toEqual([['decided', { callId: 'call', decidedAt: now }]]);
    expect(told(decided, { ...decided, decidedAt: '2027-03-02T12:00:00.000Z' })).toHaveLength(1);
    expect(told(decided, announced)).toEqual([
      ['announced', { callId: 'call', announcedAt: now, appealUntil: '2027-03-15T12:00:00.000Z' }],
    ]);
    expect(told(decided, reopened(decided))).toEqual([['reopened', { callId: 'call' }]]);
    expect([told(open, open), told(decided, decided), told(announced, announced)]).toEqual([[], [], []]);
  });
});
