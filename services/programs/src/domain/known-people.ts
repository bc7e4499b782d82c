/** What membership says that a reference means. */
export interface ResolvedReference {
  readonly source: string;
  readonly sourcedId: string;
  /** the platform's person; null where staff unlinked the reference */
  readonly personId: string | null;
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

  /** Stores whom the references mean; one that means somebody is known from now on, one that was released no longer, and its active enrollments wait again. */
  abstract resolve(references: readonly ResolvedReference[]): Promise<void>;
}
