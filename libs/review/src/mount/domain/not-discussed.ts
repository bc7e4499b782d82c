import type { NotDiscussed } from '../../meeting/not-discussed.js';

/** What a committee does not discuss. */
export abstract class NotDiscussedList {
  abstract present(committeeId: string): Promise<readonly NotDiscussed[]>;
  /** Replaces the list; what a member pulled back stays pulled back. */
  abstract set(committeeId: string, applicationIds: readonly string[], by: string, at: string): Promise<void>;
  /** Keeps what was pulled back. */
  abstract pullBack(committeeId: string, entry: NotDiscussed): Promise<void>;
}
