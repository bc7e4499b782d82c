/** What a service may ask of a person in a season, over all its committees. */
export interface Allotment {
  readonly personId: string;
  readonly season: string;
  /** Reviews at most. */
  readonly reviews: number;
  /** Counts for each person and season; the later one holds. */
  readonly revision: number;
}

/** What membership allots to the service that mounts committees. */
export abstract class Allotments {
  /**
   * Keeps what was told, also of people whom nobody knows yet. An older revision changes nothing. Committees that have more
   * already keep it; nobody is appointed to more until it fits.
   */
  abstract keep(allotments: readonly Allotment[]): Promise<void>;
}
