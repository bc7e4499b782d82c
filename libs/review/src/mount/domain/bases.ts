/** The committees of earlier rounds whose applications make the base of percentiles, beside the committee's own. */
export abstract class Bases {
  /** At most two, the latest first. */
  abstract of(committeeId: string): Promise<readonly string[]>;
  abstract set(committeeId: string, earlier: readonly string[], by: string): Promise<void>;
}
