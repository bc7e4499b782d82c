/** One name of a person; either part may be missing where somebody has one name alone. */
export interface PersonName {
  readonly given: string;
  readonly middle?: string | undefined;
  readonly family: string;
}

/** What would give a team member away in a text that is to be anonymous. */
export interface TeamMemberFacts {
  readonly personId: string;
  /** every name the person is or was known by */
  readonly names: readonly PersonName[];
  readonly emails: readonly string[];
  readonly orcid: string | null;
  /** names of the organisations the person belongs to, in any language; those that the call ignores are left out */
  readonly institutions: readonly string[];
  /** domains of addresses that everybody of the call has: they tell nothing */
  readonly commonDomains?: readonly string[];
}
