/** Who is known by an address or an ORCID iD, from what sources tell. */
export abstract class KnownAddresses {
  /**
   * The one person of whom sources tell this ORCID iD, else this e-mail address; null where that is nobody, or several.
   * Good for telling whom conflicts are about, once the address has answered; never to merge people by.
   */
  abstract personOf(email: string, orcid: string | null): Promise<string | null>;
}

/** Those named in applications whom nobody knew when they were named: members of teams, and people declared in conflict. */
export abstract class Recognition {
  /** Looks who of them is meant by what is now known under these references, `source/sourcedId`; committees are told. */
  abstract byReferences(keys: readonly string[]): Promise<void>;
}
