import { Refusal } from '@chiron/contracts/core';
import { seeded } from '../random.js';
import { callSheet, meetingOrder, movements, type Item } from './order.js';
import { begin, defaultPhases, go, PHASES, type Phase } from './phases.js';

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'allowed';
};

describe('phases', () => {
  test('follow one another, exactly one active, every step logged', () => {
    let progress = begin;
    for (const phase of PHASES.slice(1)) progress = go(progress, phase, 'chair', '2026-11-22T10:00:00Z');
    expect(progress.phase).toBe('announced');
    expect(progress.log.map((change) => change.to)).toEqual(['review', 'discussion', 'decision', 'announced']);
  });
  test('are not skipped, and not entered twice', () => {
    expect(code(() => go(begin, 'discussion', 'chair', ''))).toBe('phase-not-next');
    expect(code(() => go(begin, 'bidding', 'chair', ''))).toBe('phase-not-next');
  });
  test('go back only with a reason, which is logged', () => {
    const review = go(begin, 'review', 'chair', '');
    expect(code(() => go(review, 'bidding', 'chair', '', ' '))).toBe('reason-needed');
    expect(go(review, 'bidding', 'chair', '', 'Two reviewers joined.').log[1]).toMatchObject({
      back: true,
      reason: 'Two reviewers joined.',
    });
  });
  test('do not come back from the announcement', () => {
    expect(code(() => go({ phase: 'announced', log: [] }, 'decision', 'chair', '', 'Oops.'))).toBe('phase-not-next');
    expect(code(() => go({ phase: 'decision', log: [] }, 'discussion', 'chair', '', 'Oops.'))).toBe('allowed');
  });
});

describe('phases, as they are unless a call says otherwise,', () => {
  const where = (is: (phase: Phase) => boolean) => PHASES.filter(is);
  test('show applicants’ names from the decision on, and reviewers’ names from the discussion on', () => {
    expect(where((phase) => defaultPhases[phase].applicantNames)).toEqual(['decision', 'announced']);
    expect(where((phase) => defaultPhases[phase].reviewerNames)).toEqual(['discussion', 'decision', 'announced']);
  });
  test('show reviewers what is assigned to them while they review, and others’ reviews after the own is in', () => {
    expect(where((phase) => defaultPhases[phase].applications === 'assigned')).toEqual(['review']);
    expect(where((phase) => defaultPhases[phase].otherReviews === 'after-own')).toEqual(['review']);
    expect(where((phase) => defaultPhases[phase].otherReviews === 'never')).toEqual(['bidding']);
  });
  test('let members bid while bidding, review until the discussion, vote in the discussion', () => {
    const may = (act: 'bid' | 'review' | 'vote') => where((phase) => defaultPhases[phase].may.includes(act));
    expect([may('bid'), may('review'), may('vote')]).toEqual([['bidding'], ['review', 'discussion'], ['discussion']]);
  });
});

describe('the order of discussion', () => {
  const items = (out: Record<string, string[]>): Item[] =>
    Object.entries(out).map(([application, o]) => ({ application, out: o }));
  test('keeps together what one member must leave for', () => {
    const given = items({ A: ['x'], B: [], C: ['x'], D: ['y'], E: ['x', 'y'] });
    expect(movements(given)).toBe(8);
    expect(movements(meetingOrder(given))).toBe(4);
    expect([...meetingOrder(given)].map((item) => item.application).sort()).toEqual(['A', 'B', 'C', 'D', 'E']);
  });
  test('keeps the given order where nobody has to leave', () => {
    const given = items({ B: [], A: [], C: [] });
    expect(meetingOrder(given)).toEqual(given);
    expect(callSheet(given).every((line) => line.leave.length === 0)).toBe(true);
    expect(meetingOrder([])).toEqual([]);
  });
  test('is the best of all orders (tried all of them)', () => {
    const random = seeded(4);
    for (let round = 0; round < 8; round++) {
      const given = Array.from({ length: 7 }, (_, i): Item => ({
        application: `A${i}`,
        out: ['u', 'v', 'w', 'x'].filter(() => random() < 0.4),
      }));
      expect(movements(meetingOrder(given))).toBe(Math.min(...permutations(given).map(movements)));
    }
  });
  test('finds an order without repeats where there is one, also on a long agenda', () => {
    const random = seeded(6);
    const given = Array.from({ length: 60 }, (_, i): Item => ({
      application: `A${i}`,
      out: Array.from({ length: 20 }, (__, m) => m)
        .filter((m) => i >= 3 * m - 2 && i < 3 * m + 4)
        .map((m) => `M${m}`),
    }));
    const mixed = [...given].sort(() => random() - 0.5);
    expect(movements(mixed)).toBeGreaterThan(100);
    expect(movements(meetingOrder(mixed))).toBe(40);
  });
});

describe('the recusal call sheet', () => {
  test('says who leaves and who comes back now, and lets everybody in at the end', () => {
    const sheet = callSheet([
      { application: 'A', out: ['x'] },
      { application: 'B', out: ['x', 'y'] },
      { application: 'C', out: [] },
      { application: 'D', out: ['y'] },
    ]);
    expect(sheet).toEqual([
      { application: 'A', leave: ['x'], comeBack: [], out: ['x'] },
      { application: 'B', leave: ['y'], comeBack: [], out: ['x', 'y'] },
      { application: 'C', leave: [], comeBack: ['x', 'y'], out: [] },
      { application: 'D', leave: ['y'], comeBack: [], out: ['y'] },
      { application: '', leave: [], comeBack: ['y'], out: [] },
    ]);
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}
