import { fund, seeded } from '@chiron/review';
import { asking, propose, withinMeans, type DecidedTie, type Ranked } from './proposal.js';
import { checkRecommendation, plan, type Candidate, type Means } from './round.js';

const means: Means = { currency: 'USD', maxMinor: 300, budgetMinor: 1_000, maxGrants: 5 };
const rule = { budget: 500, atTheLine: 'part' } as const;
const candidate = (applicationId: string, requestedMinor: number | null, more: Partial<Candidate> = {}): Candidate => ({
  applicationId,
  number: `N-${applicationId}`,
  applicantId: `of-${applicationId}`,
  committeeId: 'seed',
  recommendation: null,
  requestedMinor,
  ...more,
});
const ranked = (applicationId: string, rank: number, more: Partial<Ranked> = {}): Ranked => ({
  applicationId,
  rank,
  level: false,
  scoreOfRecord: rank,
  notDiscussed: false,
  figures: { mean: rank },
  ...more,
});
interface Line {
  readonly budget: number;
  readonly atTheLine: 'stop' | 'part' | 'skip';
  readonly grants?: number;
}
const proposed = (
  order: readonly Ranked[],
  mine: readonly Candidate[],
  { line = rule as Line, decided = [] as readonly DecidedTie[], others = [] as readonly Candidate[] } = {},
) => {
  const { funded } = fund(asking(order, mine, means), { ...line, ...withinMeans(line, means, others) });
  return propose(order, decided, funded, mine);
};
const brief = (items: ReturnType<typeof proposed>) =>
  items.map(({ applicationId, place, outcome, amountMinor }) => [applicationId, place, outcome, amountMinor]);
const code = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return [(error as { code: string }).code, (error as { detail: string }).detail];
  }
};

describe('a proposed recommendation', () => {
  const order = [ranked('a', 1), ranked('b', 2), ranked('c', 3), ranked('d', 4)];

  it('funds along the order up to the line, in part where the line runs through, and declines the rest', () => {
    const mine = [candidate('a', 200), candidate('b', 250), candidate('c', 100), candidate('d', 40)];
    expect(brief(proposed(order, mine))).toEqual([
      ['a', 1, 'fund', 200],
      ['b', 2, 'fund', 250],
      ['c', 3, 'fund-in-part', 50],
      ['d', 4, 'decline', null],
    ]);
    expect(brief(proposed(order, mine, { line: { ...rule, atTheLine: 'stop' } }))[2]).toEqual([
      'c',
      3,
      'decline',
      null,
    ]);
  });

  it('gives nobody more than one grant of the call, and calls that a part', () => {
    const [first, second] = proposed(order, [candidate('a', 301), candidate('b', 200)]);
    expect([first!.outcome, first!.amountMinor]).toEqual(['fund-in-part', 300]);
    expect([second!.outcome, second!.amountMinor]).toEqual(['fund', 200]);
    expect(proposed(order, [candidate('a', 300)])[0]!.outcome).toBe('fund');
  });

  it('stays within the call’s budget and its number of grants, less what other committees recommend', () => {
    const wide = { budget: 10_000, atTheLine: 'stop' } as const;
    const mine = [candidate('a', 200), candidate('b', 200), candidate('c', 200)];
    const elsewhere = (amountMinor: number, n: number) =>
      Array.from({ length: n }, (_, i) =>
        candidate(`x${i}`, amountMinor, {
          committeeId: 'other',
          recommendation: { applicationId: `x${i}`, place: 1, outcome: 'fund', amountMinor, note: null },
        }),
      );
    const funded = (others: Candidate[]) =>
      proposed(order, mine, { line: wide, others }).filter(({ outcome }) => outcome === 'fund').length;
    expect([funded([]), funded(elsewhere(300, 2)), funded(elsewhere(601, 1)), funded(elsewhere(1, 3))]).toEqual([3, 2, 1, 2]); // prettier-ignore
    expect(funded(elsewhere(2_000, 1))).toBe(0);
  });

  it('says why whoever is funded goes before a better placed one', () => {
    const mine = [candidate('a', 300), candidate('b', null), candidate('c', 250), candidate('d', 150)];
    const items = proposed(order, mine, { line: { budget: 460, atTheLine: 'skip' } });
    expect(items.map(({ outcome, note }) => [outcome, note])).toEqual([
      ['fund', null],
      ['decline', 'It names no amount.'],
      ['decline', null],
      ['fund', 'A better placed one names no amount. A better placed one asks for more than is left.'],
    ]);
    const undiscussed = proposed([ranked('a', 1, { notDiscussed: true }), ranked('b', 2)], mine.slice(0, 1));
    expect(undiscussed[0]).toMatchObject({ outcome: 'decline', note: 'Not discussed.' });
  });

  it('says how a tie was decided', () => {
    const lot: DecidedTie = { byWay: 'lot', applications: ['b', 'a'], seed: 4711, reason: 'Level.' };
    const talk: DecidedTie = { byWay: 'discussion', applications: ['a', 'c'], seed: null, reason: 'It is newer.' };
    const mine = [candidate('a', 10), candidate('b', 10)];
    const notes = proposed([ranked('b', 1), ranked('a', 2)], mine, { decided: [lot, talk] }).map(({ note }) => note);
    expect(notes).toEqual(['By a lot with the seed 4711: Level.', 'By discussion: It is newer.']);
  });

  it('is refused where the line would part applications that stand level; elsewhere they share a place', () => {
    const level = (id: string, rank: number) => ranked(id, rank, { level: true, scoreOfRecord: 3 });
    const tied = [ranked('a', 1), level('b', 2.5), level('c', 2.5), ranked('d', 4)];
    const mine = [candidate('a', 200), candidate('b', 200), candidate('c', 200), candidate('d', 10)];
    const refused = ['tie-at-the-line', 'Decide between N-b, N-c by discussion or by a lot.'];
    expect(code(() => proposed(tied, mine))).toEqual(refused);
    expect(code(() => proposed(tied, mine, { line: { budget: 400, atTheLine: 'stop' } }))).toEqual(refused);
    expect(brief(proposed(tied, mine, { line: { budget: 600, atTheLine: 'stop' } }))).toEqual([
      ['a', 1, 'fund', 200],
      ['b', 2, 'fund', 200],
      ['c', 2, 'fund', 200],
      ['d', 4, 'decline', null],
    ]);
    expect(brief(proposed(tied, mine, { line: { budget: 200, atTheLine: 'stop' } })).slice(1, 3)).toEqual([
      ['b', 2, 'decline', null],
      ['c', 2, 'decline', null],
    ]);
    // only two of three were put in order: the third may stand anywhere between them
    const partly = [level('a', 1.5), level('b', 2), level('c', 2.5)];
    expect(code(() => proposed(partly, mine, { line: { budget: 200, atTheLine: 'stop' } }))).toEqual([
      'tie-at-the-line',
      'Decide between N-a, N-b, N-c by discussion or by a lot.',
    ]);
  });

  it('can be given as it is, whatever the round: it has no fault as a recommendation, and none as a plan', () => {
    const random = seeded(7);
    const upTo = (n: number) => Math.floor(random() * n);
    for (let round = 0; round < 300; round++) {
      const size = 1 + upTo(8);
      const mine = Array.from({ length: size }, (_, i) => candidate(`${i}`, upTo(5) === 0 ? null : upTo(500)));
      const some = mine.map(({ applicationId }, i) => ranked(applicationId, i + 1, { notDiscussed: upTo(6) === 0 }));
      const atTheLine = (['stop', 'part', 'skip'] as const)[upTo(3)]!;
      const items = proposed(some, mine, { line: { budget: upTo(1_500), atTheLine, grants: 1 + upTo(6) } });
      checkRecommendation(items, new Map(mine.map((one) => [one.applicationId, one.number])), means);
      const recommended = mine.map((one, i) => ({ ...one, recommendation: items[i]! }));
      const decided = items.map(({ applicationId, outcome, amountMinor }) => ({
        applicationId,
        outcome,
        amountMinor,
        reason: null,
      }));
      expect(plan(decided, recommended, means)).toMatchObject({ faults: [], open: [] });
    }
  });
});
