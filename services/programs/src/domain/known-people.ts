/** A reference that membership resolved. */
export interface ResolvedReference {
  readonly source: string;
  readonly sourcedId: string;
  /** the platform's person */
  readonly personId: string;
  /** of membership's event; what is older than the one stored is ignored */
  readonly revision: number;
}

/** People whom a source names, and whether anything but an id is known of them. Joins the open transaction. */
export abstract class KnownPeople {
  /**
   * Makes the pending enrollments of these people `active`, each with its event, where they are known by now. Takes the
   * source's lock. Set-wise; costs little where nothing is pending. Answers how many it completed.
   * @param importId the import that made them known, where one did
   */
  abstract completePending(source: string, sourcedIds: readonly string[], importId?: string): Promise<number>;

  /** Stores whom the references mean; all of them are known from now on. */
  abstract resolve(references: readonly ResolvedReference[]): Promise<void>;
}
