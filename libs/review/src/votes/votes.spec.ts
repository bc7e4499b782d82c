import { Refusal } from '@chiron/contracts/core';
import { castVote, closeBallot, openAgain, openBallot, rangeOf, tally, turnout, voteScale } from './votes.js';

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'allowed';
};
const scale = { least: 1, most: 9, best: 'least' } as const;
const restated = [
  { reviewer: 'r1', score: 2 },
  { reviewer: 'r2', score: 4 },
];
const ballot = openBallot('A', restated, ['r1', 'r2', 'm']);

describe('a private vote', () => {
  test('opens once somebody assigned restated a score; the scores make the range', () => {
    expect(ballot.range).toEqual({ lowest: 2, highest: 4 });
    expect(rangeOf([])).toBeNull();
    expect(code(() => openBallot('A', [], ['m']))).toBe('range-not-ready');
  });
  test('asks for a sentence outside the range, not at its ends', () => {
    expect(code(() => castVote(ballot, { member: 'm', score: 5 }, scale))).toBe('vote-not-valid');
    expect(code(() => castVote(ballot, { member: 'm', score: 1, sentence: ' ' }, scale))).toBe('vote-not-valid');
    expect(code(() => castVote(ballot, { member: 'm', score: 4 }, scale))).toBe('allowed');
    expect(code(() => castVote(ballot, { member: 'm', score: 5, sentence: 'No control.' }, scale))).toBe('allowed');
  });
  test('keeps no sentence for a vote within the range', () => {
    expect(castVote(ballot, { member: 'm', score: 3, sentence: 'Fine.' }, scale).votes).toEqual([
      { member: 'm', score: 3 },
    ]);
  });
  test('is on the scale, by a member without conflict', () => {
    expect(code(() => castVote(ballot, { member: 'm', score: 2.5 }, scale))).toBe('vote-not-valid');
    expect(code(() => castVote(ballot, { member: 'm', score: 10, sentence: 'Worst.' }, scale))).toBe('vote-not-valid');
    expect(code(() => castVote(ballot, { member: 'conflicted', score: 3 }, scale))).toBe('vote-not-yours');
  });
  test('may be changed until it is closed, and counts once', () => {
    const twice = castVote(castVote(ballot, { member: 'm', score: 3 }, scale), { member: 'm', score: 4 }, scale);
    expect(tally(closeBallot(twice))).toMatchObject({ votes: 1, expected: 3, score: 40 });
    expect(code(() => castVote(closeBallot(twice), { member: 'm', score: 3 }, scale))).toBe('ballot-closed');
    expect(code(() => closeBallot(closeBallot(twice)))).toBe('ballot-closed');
  });
  test('opens again with the range as it is then; who left the room has no vote in it', () => {
    const closed = closeBallot(
      castVote(castVote(ballot, { member: 'm', score: 3 }, scale), { member: 'r1', score: 2 }, scale),
    );
    const again = openAgain(closed, [{ reviewer: 'r1', score: 5 }], ['m', 'r2']);
    expect(again).toEqual({
      ...ballot,
      range: { lowest: 5, highest: 5 },
      expected: ['m', 'r2'],
      votes: [{ member: 'm', score: 3 }],
    });
    expect(openAgain(ballot, restated, ['m'])).toEqual({ ...ballot, expected: ['m'] });
  });
  test('is on the scale of the overall impact, else of the first criterion that counts', () => {
    const criteria = [
      { id: 'a', title: 'A', kind: 'score', scale: { ...scale, most: 5 }, independent: true },
      { id: 'b', title: 'B', kind: 'score', scale },
    ] as const;
    expect(voteScale({ criteria })).toEqual(scale);
    expect(voteScale({ criteria, overallImpact: { scale: { ...scale, most: 7 }, required: true } })?.most).toBe(7);
    expect(voteScale({ criteria: [] })).toBeNull();
  });
  test('shows who has voted while it is open, never what', () => {
    const one = castVote(ballot, { member: 'r2', score: 3 }, scale);
    expect(turnout(one)).toEqual({
      state: 'open',
      range: { lowest: 2, highest: 4 },
      voted: ['r2'],
      missing: ['m', 'r1'],
    });
    expect(JSON.stringify(turnout(one))).toBe(
      JSON.stringify(turnout(castVote(ballot, { member: 'r2', score: 9, sentence: 'Unsafe.' }, scale))),
    );
    expect(tally(one)).toBeNull();
  });
  test('closes to counts and sentences that do not tell who voted what', () => {
    const order = (members: readonly string[]) =>
      members.reduce(
        (b, member) =>
          castVote(b, member === 'm' ? { member, score: 7, sentence: 'No control.' } : { member, score: 3 }, scale),
        ballot,
      );
    const closed = tally(closeBallot(order(['m', 'r1', 'r2'])));
    expect(closed).toEqual({
      votes: 3,
      expected: 3,
      score: 43,
      counts: [
        { score: 3, votes: 2 },
        { score: 7, votes: 1 },
      ],
      outside: [{ score: 7, sentence: 'No control.' }],
    });
    expect(tally(closeBallot(order(['r2', 'm', 'r1'])))).toEqual(closed);
    expect(tally(closeBallot(ballot))).toMatchObject({ votes: 0, score: null });
  });
});
