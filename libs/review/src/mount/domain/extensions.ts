/** One reviewer's own due moment. */
export interface Extension {
  personId: string;
  due: Date;
  reason: string;
  by: string;
  at: Date;
}

/** Due moments of their own that reviewers were given. */
export abstract class Extensions {
  abstract all(committeeId: string): Promise<readonly Extension[]>;
  /** Gives one, or replaces it; null where the person is no member. */
  abstract give(
    committeeId: string,
    given: {
      readonly personId: string;
      readonly due: string;
      readonly reason: string;
      readonly by: string;
      readonly at: string;
    },
  ): Promise<Extension | null>;
}
