/** What somebody did in a committee, for its log. */
export interface Deed {
  readonly committeeId: string;
  /** Null where the system did it. */
  readonly by: string | null;
  /** For example `conflict-waived`; what is done to an application names it, so that the log hides it with the rest. */
  readonly act: string;
  readonly applicationId?: string;
  readonly personId?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** The log of committees; written in the transaction of the deed. */
export abstract class Ledger {
  abstract note(...deeds: readonly Deed[]): Promise<void>;
}

/** Whoever else hears of deeds, in their transaction: the service that mounts committees says what it makes of them. */
export abstract class Deeds {
  abstract told(deeds: readonly Deed[]): Promise<void>;
}
