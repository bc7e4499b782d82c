/** Everybody who belongs to an organisation, or beneath it, is told anew once it has another name, type or parent. */
export abstract class OrganisationTellings {
  /**
   * Tells the next people of one source, some at once, in a transaction of their own: what a crash cuts goes on where it
   * was. Each person is told once for all that changed until then, and not where they were told since for another reason.
   * @returns false where nobody is left to tell, or only people of sources whose imports are at work
   */
  abstract next(): Promise<boolean>;
}
