/** Rings within this process when a committee's meeting moved; screens elsewhere look again every second or two. */
export abstract class MeetingBell {
  abstract ring(committeeId: string): void;
  /** Resolves when it rings, after `atMost` milliseconds, or when `signal` says so. */
  abstract heard(committeeId: string, atMost: number, signal: AbortSignal): Promise<void>;
}
