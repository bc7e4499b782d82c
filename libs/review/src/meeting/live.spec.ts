import { Refusal } from '@chiron/contracts/core';
import { close, comeOrLeave, move, open, plan, settle, takeUp } from './live.js';
import { draftMinutes } from './minutes.js';
import { proposeNotDiscussed, pullBack, undiscussed } from './not-discussed.js';

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'allowed';
};
const at = '2027-04-01T09:00:00Z';
const planned = plan(
  [
    { application: 'A', out: [] },
    { application: 'B', out: ['x'] },
    { application: 'C', out: ['x', 'y'] },
  ],
  2,
);
const opened = open(planned, ['x', 'y', 'z'], 'chair', at);

describe('the list of what is not discussed', () => {
  const scores = [1, 2, 3, 4, 5].map((score) => ({ application: `A${score}`, score }));
  test('is the worse half, rounded down', () => {
    expect(proposeNotDiscussed(scores, 'least')).toEqual(['A4', 'A5']);
    expect(proposeNotDiscussed(scores, 'most')).toEqual(['A1', 'A2']);
    expect(proposeNotDiscussed(scores, 'least', 0)).toEqual([]);
    expect(proposeNotDiscussed(scores, 'least', 1)).toHaveLength(5);
  });
  test('leaves out nobody who is level with the last that is discussed, nor who has no score', () => {
    const level = [...scores.slice(0, 2), { application: 'B', score: 3 }, { application: 'C', score: 3 }];
    expect(proposeNotDiscussed(level, 'least', 0.25)).toEqual([]);
    expect(proposeNotDiscussed([...scores, { application: 'N', score: null }], 'least')).toEqual(['A4', 'A5']);
  });
  test('loses what a member pulls back, once', () => {
    const list = [{ application: 'A' }, { application: 'B' }];
    const pulled = pullBack(list, 'A', 'm', at, 'A new method.');
    expect([...undiscussed(pulled)]).toEqual(['B']);
    expect(pullBack(pulled, 'A', 'n', at)).toBe(pulled);
    expect(code(() => pullBack(list, 'Z', 'm', at))).toBe('item-not-waiting');
  });
});

describe('a meeting', () => {
  test('opens with a quorum, once', () => {
    expect(code(() => open(planned, ['x'], 'chair', at))).toBe('quorum-missing');
    expect(code(() => open(planned, ['x', 'x'], 'chair', at))).toBe('quorum-missing');
    expect(code(() => open(planned, ['x', 'y'], 'chair', at))).toBe('allowed');
    expect(code(() => open(opened, ['x', 'y'], 'chair', at))).toBe('meeting-not-open');
  });
  test('has one live item at a time', () => {
    const live = takeUp(opened, 'A', 'chair', at);
    expect(code(() => takeUp(live, 'B', 'chair', at))).toBe('item-not-waiting');
    expect(code(() => takeUp(settle(live, 'A', 'done', 'chair', at), 'B', 'chair', at))).toBe('allowed');
    expect(code(() => settle(live, 'B', 'done', 'chair', at))).toBe('item-not-live');
  });
  test('takes up again what was deferred, not what is done', () => {
    const live = takeUp(opened, 'A', 'chair', at);
    expect(code(() => takeUp(settle(live, 'A', 'deferred', 'chair', at), 'A', 'chair', at))).toBe('allowed');
    expect(code(() => takeUp(settle(live, 'A', 'done', 'chair', at), 'A', 'chair', at))).toBe('item-not-waiting');
  });
  test('takes nothing up below the quorum; who comes back restores it', () => {
    const two = ['x', 'y'].reduce((m, person) => comeOrLeave(m, 'left', person, 'officer', at), opened);
    expect(code(() => takeUp(two, 'A', 'chair', at))).toBe('quorum-missing');
    expect(code(() => takeUp(comeOrLeave(two, 'came', 'x', 'officer', at), 'A', 'chair', at))).toBe('allowed');
    expect(comeOrLeave(opened, 'came', 'x', 'officer', at)).toBe(opened);
  });
  test('counts no more votes on a motion than members in the room', () => {
    const motion = { text: 'Fund with conditions.', application: 'B', inFavour: 2, against: 0, abstained: 0 };
    expect(code(() => move(opened, motion, 'chair', at))).toBe('allowed');
    expect(code(() => move(opened, { ...motion, abstained: 1 }, 'chair', at))).toBe('vote-not-valid');
  });
  test('does not close over a live item', () => {
    const live = takeUp(opened, 'A', 'chair', at);
    expect(code(() => close(live, 'chair', at))).toBe('item-not-waiting');
    expect(close(settle(live, 'A', 'done', 'chair', at), 'chair', at).state).toBe('closed');
    expect(code(() => close(planned, 'chair', at))).toBe('meeting-not-open');
  });
});

describe('the minutes', () => {
  const names = { person: (id: string) => id.toUpperCase(), application: (id: string) => `No. ${id}` };
  const done = ['A', 'B'].reduce((m, id) => settle(takeUp(m, id, 'chair', at), id, 'done', 'chair', at), opened);
  const tally = { votes: 2, expected: 2, score: 20, counts: [], outside: [{ score: 5, sentence: 'No control.' }] };
  const over = close(
    move(done, { text: 'Fund B.', application: 'B', inFavour: 2, against: 0, abstained: 0 }, 'chair', at),
    'chair',
    at,
  );
  test('say quorum, recusals, motions and counts', () => {
    expect(draftMinutes(over, new Map([['B', tally]]), names).map(({ text }) => text)).toEqual([
      'The meeting was opened. Present: X, Y, Z (3; quorum 2).',
      'No. A was taken up. Nobody was recused.',
      'No. A: discussed, without a vote.',
      'No. B was taken up. Recused and outside: X.',
      'No. B: discussed; 2 of 2 members voted. 1 outside the range, with reasons.',
      'Motion on No. B: Fund B. 2 in favour, 0 against, 0 abstained.',
      'The meeting was closed.',
    ]);
  });
  test('for a member in conflict are those of a meeting without that application', () => {
    const without = close(settle(takeUp(opened, 'A', 'chair', at), 'A', 'done', 'chair', at), 'chair', at);
    expect(draftMinutes(over, new Map([['B', tally]]), names, new Set(['B', 'C']))).toEqual(
      draftMinutes(without, new Map(), names),
    );
  });
});
