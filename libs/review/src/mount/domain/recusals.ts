/** What somebody did or was to do for an application, undone when they, or it, take no part any longer. */
export abstract class Recusals {
  /**
   * Ends the person's assignment there and takes back their vote and their restated score, whichever of their ids these
   * carry. Runs in the open transaction, with the committee held. `by` is null where the system did it.
   */
  abstract recuse(
    applicationId: string,
    personIds: readonly string[],
    reason: string,
    by: string | null,
  ): Promise<void>;
  /**
   * The committee does not have the application any longer: nobody reviews it, and it comes off the agenda, also while it
   * is live. Runs as `recuse` does.
   */
  abstract release(committeeId: string, applicationId: string, by: string | null): Promise<void>;
}
