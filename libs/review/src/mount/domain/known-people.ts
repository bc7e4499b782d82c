import type { PersonFacts } from '../../conflicts/find.js';

/** Port: what the platform's own record knows of people; conflicts are found from it. */
export abstract class FoundConflicts {
  /**
   * One entry for each id that is known, under the id that was asked for. Ids within (ties, households) are those that
   * stand after merges; two ids of one person give the same `person`.
   */
  abstract facts(personIds: readonly string[]): Promise<ReadonlyMap<string, PersonFacts>>;
  /** What is known of those who run a round: who has nothing in common with any of them is from elsewhere. */
  home(_roundId: string): Promise<readonly PersonFacts[]> {
    return Promise.resolve([]);
  }
}

/** Port: the names under which people are shown to each other. */
export abstract class ReviewPeople {
  /** The ids that are not known are left out. */
  abstract names(personIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
