import {
  tally,
  turnout,
  type Ballot,
  type Restated,
  type Tally,
  type Turnout,
  type VoteRange,
} from '../../votes/votes.js';
import { administers, shownTo, type View } from './view.js';

/** A ballot as one person may know it. */
export interface ShownBallot {
  readonly applicationId: string;
  readonly state: 'none' | 'open' | 'closed';
  readonly restated: readonly { readonly reviewerId: string | null; readonly score: number }[];
  readonly range: VoteRange | null;
  readonly mayVote: boolean;
  readonly mine: { readonly score: number; readonly sentence: string | null } | null;
  /** For who runs the committee: who has voted, not what. */
  readonly turnout: Pick<Turnout, 'voted' | 'missing'> | null;
  /** Once it is closed. */
  readonly tally: Tally | null;
}

/** Restated scores and private votes. */
export abstract class Ballots {
  /** Of those whose assignment stands. */
  abstract restated(applicationId: string): Promise<readonly Restated[]>;
  abstract restate(committeeId: string, applicationId: string, restated: Restated, at: string): Promise<void>;
  /** Null until it was opened. */
  abstract present(applicationId: string): Promise<Ballot | null>;
  /** Decides under the ballot's lock; null stands for none so far. */
  abstract change(
    committeeId: string,
    applicationId: string,
    by: string,
    at: string,
    decide: (ballot: Ballot | null) => Ballot,
  ): Promise<Ballot>;
  /** Of all closed ballots of a committee, by application. */
  abstract tallies(committeeId: string): Promise<ReadonlyMap<string, Tally>>;
}

export function shownBallot(
  view: View,
  applicationId: string,
  ballot: Ballot | null,
  restated: readonly Restated[],
): ShownBallot {
  const { reviewerNames } = shownTo(view);
  const mine = ballot?.votes.find(({ member }) => view.ids.includes(member));
  const { voted, missing } = ballot ? turnout(ballot) : { voted: [], missing: [] };
  return {
    applicationId,
    state: ballot?.state ?? 'none',
    restated: restated.map(({ reviewer, score }) => ({ reviewerId: reviewerNames ? reviewer : null, score })),
    range: ballot?.range ?? null,
    mayVote: ballot?.state === 'open' && ballot.expected.some((member) => view.ids.includes(member)),
    mine: mine ? { score: mine.score, sentence: mine.sentence ?? null } : null,
    turnout: ballot && administers(view) ? { voted, missing } : null,
    tally: ballot && tally(ballot),
  };
}
