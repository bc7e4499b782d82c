import type { FieldError } from '@chiron/contracts/core';
import { holds, type RubricContent, type Scale } from '../forms/rubric.js';
import { reviewProblems } from '../problems.js';
import { voteScore } from '../ranking/percentile.js';

/** One assigned reviewer's overall score, restated after the discussion. */
export interface Restated {
  readonly reviewer: string;
  readonly score: number;
}

/** Between the lowest and the highest restated score, both within. */
export interface VoteRange {
  readonly lowest: number;
  readonly highest: number;
}

export interface Vote {
  readonly member: string;
  readonly score: number;
  /** Why it lies outside the range; only then. */
  readonly sentence?: string;
}

/** One application's ballot. `expected` are the members in the room who have no conflict with it. */
export interface Ballot {
  readonly application: string;
  readonly state: 'open' | 'closed';
  readonly range: VoteRange;
  readonly expected: readonly string[];
  readonly votes: readonly Vote[];
}

/** What chair and officer see while it is open: who has voted, not what. */
export interface Turnout {
  readonly state: 'open' | 'closed';
  readonly range: VoteRange;
  readonly voted: readonly string[];
  readonly missing: readonly string[];
}

/** A closed ballot: figures and sentences, never who voted what. */
export interface Tally {
  readonly votes: number;
  readonly expected: number;
  /** Mean to one decimal, times ten (10 to 90 on NIH's scale); null where nobody voted. */
  readonly score: number | null;
  readonly counts: readonly { readonly score: number; readonly votes: number }[];
  readonly outside: readonly { readonly score: number; readonly sentence: string }[];
}

/** The scale of votes: of the overall impact, else of the first criterion that counts; null where there is neither. */
export function voteScale({ overallImpact, criteria }: RubricContent): Scale | null {
  if (overallImpact) return overallImpact.scale;
  const counted = criteria.find((criterion) => criterion.kind === 'score' && !criterion.independent);
  return counted?.kind === 'score' ? counted.scale : null;
}

/** The range that restated scores make; null before the first. */
export function rangeOf(restated: readonly Restated[]): VoteRange | null {
  if (restated.length === 0) return null;
  const scores = restated.map(({ score }) => score);
  return { lowest: Math.min(...scores), highest: Math.max(...scores) };
}

/** Opens the ballot. Refuses `range-not-ready` until somebody assigned has restated a score. */
export function openBallot(application: string, restated: readonly Restated[], expected: readonly string[]): Ballot {
  const range = rangeOf(restated);
  if (!range) throw reviewProblems.refuse('range-not-ready');
  return { application, state: 'open', range, expected: [...new Set(expected)].sort(), votes: [] };
}

/**
 * Casts or changes one's own vote while the ballot is open. Refuses `ballot-closed`, `vote-not-yours` for anybody who
 * is not expected to vote, `vote-not-valid` off the scale or outside the range without a sentence.
 */
export function castVote(ballot: Ballot, vote: Vote, scale: Scale): Ballot {
  if (ballot.state !== 'open') throw reviewProblems.refuse('ballot-closed');
  if (!ballot.expected.includes(vote.member)) throw reviewProblems.refuse('vote-not-yours');
  const { member, score } = vote;
  const { lowest, highest } = ballot.range;
  const errors: FieldError[] = [];
  const outside = score < lowest || score > highest;
  const sentence = vote.sentence?.trim() ?? '';
  if (!holds(scale, score))
    errors.push({ pointer: '/score', detail: `Vote from ${scale.least} to ${scale.most} in the scale's steps.` });
  else if (outside && sentence === '') {
    errors.push({ pointer: '/sentence', detail: `Outside ${lowest} to ${highest} a sentence says why.` });
  }
  if (errors.length > 0) throw reviewProblems.refuse('vote-not-valid', {}, errors);
  const cast: Vote = outside ? { member, score, sentence } : { member, score };
  return { ...ballot, votes: [...ballot.votes.filter((one) => one.member !== member), cast] };
}

/** Opens a closed one again with the range and the people as they are now; what was voted stays until it is changed. */
export function openAgain(ballot: Ballot, restated: readonly Restated[], expected: readonly string[]): Ballot {
  const fresh = openBallot(ballot.application, restated, expected);
  if (ballot.state === 'open') return { ...ballot, expected: fresh.expected };
  return { ...fresh, votes: ballot.votes.filter(({ member }) => fresh.expected.includes(member)) };
}

/** Closes it; who has not voted by then abstained. Refuses `ballot-closed`. */
export function closeBallot(ballot: Ballot): Ballot {
  if (ballot.state !== 'open') throw reviewProblems.refuse('ballot-closed');
  return { ...ballot, state: 'closed' };
}

export function turnout({ state, range, expected, votes }: Ballot): Turnout {
  const voted = votes.map(({ member }) => member).sort();
  return { state, range, voted, missing: expected.filter((member) => !voted.includes(member)) };
}

/** The figures of a closed ballot; null while it is open: before that nobody sees what was voted. */
export function tally({ state, expected, votes }: Ballot): Tally | null {
  if (state !== 'closed') return null;
  const scores = votes.map(({ score }) => score).sort((one, other) => one - other);
  return {
    votes: votes.length,
    expected: expected.length,
    score: voteScore(scores),
    counts: [...new Set(scores)].map((score) => ({ score, votes: scores.filter((one) => one === score).length })),
    // in the order of scores and words, not of casting: the order would tell who
    outside: votes
      .flatMap(({ score, sentence }) => (sentence === undefined ? [] : [{ score, sentence }]))
      .sort((one, other) => one.score - other.score || (one.sentence < other.sentence ? -1 : 1)),
  };
}
