import type { NotDiscussed } from '../../meeting/not-discussed.js';
import type { View } from './view.js';

/** What a committee does not discuss; the agenda follows in the same transaction. */
export abstract class NotDiscussedList {
  abstract present(committeeId: string): Promise<readonly NotDiscussed[]>;
  /** Replaces the list; what a member pulled back stays pulled back. */
  abstract set(view: View, applicationIds: readonly string[], at: string): Promise<void>;
  /** Keeps what was pulled back; it comes last on the agenda. */
  abstract pullBack(view: View, entry: NotDiscussed): Promise<void>;
}
