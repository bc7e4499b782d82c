import type { FieldError } from '@chiron/contracts/core';

export interface Attachments {
  /** how many files each field of the form has */
  readonly counts: Readonly<Record<string, number>>;
  /** what in them keeps the application from being handed in */
  readonly faults: readonly FieldError[];
}

/** What the files of an application mean for its being complete. */
export abstract class AttachedFiles {
  abstract of(applicationId: string): Promise<Attachments>;
}
