import type { UnreadableReason } from '../domain/file-reading.js';

/** A file cannot be read as a whole; it is the sender's fault, never ours. */
export class UnreadableFile extends Error {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason, message: string) {
    super(message);
    this.name = 'UnreadableFile';
    this.reason = reason;
  }
}
