import type { Meeting } from '../../meeting/live.js';
import type { Item } from '../../meeting/order.js';
import type { View } from './view.js';

/** Meetings of committees: one each. */
export abstract class Meetings {
  /** As it stands, with who must be outside for each application now; null where none is planned. */
  abstract present(view: View): Promise<Meeting | null>;
  /** Applications of the committee with the members who must be outside for each, in the order of `applicationIds`. */
  abstract outFor(view: View, applicationIds: readonly string[]): Promise<readonly Item[]>;
  /** Those of these people who are not members of the committee now. */
  abstract strangers(view: View, personIds: readonly string[]): Promise<readonly string[]>;
  /** Plans it, or plans it anew. Refuses `meeting-not-open` once it was opened. */
  abstract plan(view: View, meeting: Meeting): Promise<void>;
  /** Decides under its lock; refuses `not-found` where none is planned. */
  abstract change(view: View, decide: (meeting: Meeting) => Meeting): Promise<Meeting>;
  /** Runs with the meeting held, in one transaction: nothing is taken up or settled meanwhile. Null where none is planned. */
  abstract held<T>(view: View, work: (meeting: Meeting | null) => Promise<T>): Promise<T>;
  /** Takes what is not discussed off the agenda where it still waits, and puts what is discussed after all at its end. */
  abstract follow(
    view: View,
    notDiscussed: { readonly on: readonly string[]; readonly off: readonly string[] },
  ): Promise<void>;
  /** Puts an application at the end of the agenda, if there is one and it is not closed. */
  abstract append(view: View, applicationId: string): Promise<void>;
}
