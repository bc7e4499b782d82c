import type { Score } from '../../ranking/rank.js';
import type { RoundSettings } from './round.js';
import type { View } from './view.js';

export interface ScoredApplication {
  readonly applicationId: string;
  readonly number: string;
  readonly title: string;
  /** It stands on the list of what is not discussed, and nobody pulled it back. */
  readonly notDiscussed: boolean;
  /** Of its closed ballot. */
  readonly vote: { readonly score: number | null; readonly votes: number } | null;
}

/** How applications of the committee were put in order where scores did not do it. */
export interface Decided {
  readonly id: string;
  readonly byWay: 'discussion' | 'lot';
  /** In the order decided. */
  readonly applications: readonly string[];
  readonly seed: number | null;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** Which score counts, and how sure intervals are: data of the round, fixed with the first review. */
export type RecordRule = Pick<RoundSettings, 'scoreOfRecord' | 'intervalLevel'>;

export interface CommitteeScores {
  readonly rule: RecordRule;
  readonly best: 'least' | 'most';
  /** The ends of the scale of what is ranked; null where nothing is. */
  readonly scale: { readonly least: number; readonly most: number } | null;
  readonly applications: readonly ScoredApplication[];
  /** Of submitted reviews whose assignment stands: the overall impact, or the total where none is asked for. */
  readonly scores: readonly Score[];
  /** The earliest first; of the applications above only. */
  readonly decided: readonly Decided[];
}

/** The scores of a committee. */
export abstract class Scores {
  /** As this person may know them: as if the hidden applications did not exist. */
  abstract seenBy(view: View): Promise<CommitteeScores>;
  /** Of the earlier rounds in which percentiles are taken as well, under the same blindness. */
  abstract earlier(view: View): Promise<readonly CommitteeScores[]>;
  /** All of them, for the service itself. */
  abstract whole(committeeId: string): Promise<CommitteeScores>;
}
