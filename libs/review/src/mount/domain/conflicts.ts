import type { Conflict } from '../../conflicts/conflict.js';

export interface StoredConflict {
  readonly id: string;
  readonly revision: number;
  readonly conflict: Conflict;
}

/** The conflicts of interest of all applications; whatever comes to stand ends that person's assignment there. */
export abstract class Conflicts {
  /** Holds one, of an application of this committee, until the transaction ends; null where there is none. */
  abstract lock(committeeId: string, conflictId: string): Promise<StoredConflict | null>;
  /**
   * Keeps a new one; one of the same person, application, kind and source is replaced. Gives its id. Refuses
   * `conflict-pinned` where that one is.
   */
  abstract add(committeeId: string, conflict: Conflict, by: string): Promise<string>;
  abstract change(
    committeeId: string,
    id: string,
    next: Conflict,
    done: { readonly by: string; readonly act: string; readonly reason: string },
  ): Promise<number>;
}
